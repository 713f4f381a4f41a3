import type { Access } from '../../access/access.ts';
import type { Transact } from '../../access/ports.ts';
import type { AnyRoute } from '../../http/route.ts';
import { beginSession } from './begin-session.ts';
import { endSession } from './end-session.ts';
import { showSession } from './show-session.ts';

export interface SessionRoutesDeps<Tx> {
  readonly access: Pick<Access<Tx>, 'sessions'>;
  readonly transact: Transact<Tx>;
  readonly publicUrl: string | null;
}

/** Signing in and out. */
export function sessionRoutes<Tx>({ access, transact, publicUrl }: SessionRoutesDeps<Tx>): AnyRoute<Tx>[] {
  const { sessions } = access;
  return [beginSession({ sessions, publicUrl }), showSession(), endSession({ sessions, transact, publicUrl })];
}
