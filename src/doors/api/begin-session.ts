import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { BegunSession, Sessions } from '../../access/sessions.ts';
import { RequestError } from '../../errors/request-error.ts';
import { refuseForeignPage } from '../../http/refuse-forged.ts';
import type { PublicRoute } from '../../http/route.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import { presentSession, sessionEntry } from './session-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly sessions: Pick<Sessions<Tx>, 'beginWithToken' | 'beginWithPassword' | 'cookieSeconds'>;
  readonly publicUrl: string | null;
}

/** Longer ones are nobody's. */
const text = (description: string) => Type.Optional(Type.String({ maxLength: 1_024, description }));
const body = Type.Object(
  {
    token: text('A token that an administrator made: the session acts with it.'),
    email: text('Of a user, instead of a token.'),
    password: text('With `email`.'),
  },
  { additionalProperties: false, examples: [{ email: 'asha@ashoka.example', password: '…' }, { token: 'amd_…' }] },
);

/** `POST /session`: signs in; the cookie of the answer is the session. */
export function beginSession<Tx>({ sessions, publicUrl }: Deps<Tx>): PublicRoute {
  const cookie = sessionCookie(publicUrl);
  return {
    access: 'public',
    method: 'POST',
    path: '/api/v1/session',
    operationId: 'beginSession',
    summary: 'Signs in: with a token, or with e-mail and password',
    description:
      'For the console: the answer sets a cookie that any operation takes in place of a token. The session ends with the ' +
      'token, or when the user is disabled or gets another password; signing in again ends the one whose cookie comes along.',
    tag: 'Access',
    body,
    answers: { 201: success(sessionEntry), 401: refusal, 403: refusal },
    run: {
      kind: 'secret',
      async handle({ headers, body: received, cookie: brought }) {
        refuseForeignPage(headers, publicUrl);
        const { session, secret } = await begin(
          sessions,
          received as Static<typeof body>,
          cookie.read({ cookie: brought }),
        );
        const setCookie = cookie.set(secret, sessions.cookieSeconds);
        const answer = { success: true, data: presentSession(session) };
        return { status: 201, headers: { 'set-cookie': setCookie }, body: answer };
      },
    },
  };
}

async function begin<Tx>(
  sessions: Deps<Tx>['sessions'],
  { token, email, password }: Static<typeof body>,
  replaced: string | null,
): Promise<BegunSession> {
  if (token !== undefined && email === undefined && password === undefined) {
    return sessions.beginWithToken(token, replaced);
  }
  if (token === undefined && email !== undefined && password !== undefined) {
    return sessions.beginWithPassword({ email, password }, replaced);
  }
  throw new RequestError('validation_failed', 'Validation failed', {
    faults: ['body must hold a token, or email and password'],
  });
}
