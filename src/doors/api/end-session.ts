import { Type } from 'typebox';
import type { Transact } from '../../access/ports.ts';
import type { Sessions } from '../../access/sessions.ts';
import type { SessionRoute } from '../../http/route.ts';
import { sessionCookie } from '../../http/session-cookie.ts';

interface Deps<Tx> {
  readonly sessions: Pick<Sessions<Tx>, 'end'>;
  readonly transact: Transact<Tx>;
  readonly publicUrl: string | null;
}

/** `DELETE /session`: signs out. */
export function endSession<Tx>({ sessions, transact, publicUrl }: Deps<Tx>): SessionRoute {
  const { removed } = sessionCookie(publicUrl);
  return {
    access: 'session',
    method: 'DELETE',
    path: '/api/v1/session',
    operationId: 'endSession',
    summary: 'Signs out',
    tag: 'Access',
    answers: { 204: Type.Null() },
    run: {
      kind: 'secret',
      async handle({ session }) {
        if (session) await transact((tx) => sessions.end(tx, session.id));
        return { status: 204, headers: { 'set-cookie': removed }, body: undefined };
      },
    },
  };
}
