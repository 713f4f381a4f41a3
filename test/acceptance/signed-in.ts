/** Somebody who has signed in with a browser: his calls bring the cookie, and what a page of ours brings besides. */
import assert from 'node:assert/strict';
import { type Client, client, type Fields } from '../tenant.ts';

export interface SignedIn extends Client {
  /** `amend_session=…` */
  readonly cookie: string;
  readonly csrfToken: string;
  /** What signing in answered. */
  readonly session: Fields;
}

/** Signs in, with a token or with e-mail and password. */
export async function signIn(url: string, credentials: Fields): Promise<SignedIn> {
  const anybody = client(url, null);
  const answer = await anybody.call<{ data: { csrfToken: string } & Fields }>('POST /api/v1/session', credentials);
  assert.equal(answer.status, 201, answer.text);
  const session = answer.body.data;
  const { csrfToken } = session;
  const cookie = (answer.headers.get('set-cookie') ?? '').replace(/;.*/, '');
  return {
    token: null,
    cookie,
    csrfToken,
    session,
    call: (request, body, headers = {}) =>
      anybody.call(request, body, { cookie, 'x-csrf-token': csrfToken, ...headers }),
  };
}
