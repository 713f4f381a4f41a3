/** The access room with a client, a user, and short ways to tokens. */
import assert from 'node:assert/strict';
import type { ClientRequest } from '../../../src/access/clients.ts';
import type { CreatedClient } from '../../../src/access/clients.ts';
import type { GrantedToken, OAuthRequest } from '../../../src/access/oauth/oauth-request.ts';
import { OAuthRefusal } from '../../../src/access/oauth/refusal.ts';
import { scopes } from '../../../src/access/principal.ts';
import type { Organization, Principal } from '../../../src/access/principal.ts';
import type { UserEntry } from '../../../src/access/user-ports.ts';
import type { UserRequest } from '../../../src/access/users.ts';
import { type OpenAccess, openAccess } from '../open-access.ts';

export const password = 'three grey herons';

export interface OAuthRoom extends OpenAccess {
  readonly lender: Organization;
  readonly client: CreatedClient;
  user(request?: Partial<UserRequest>): Promise<UserEntry>;
  newClient(request?: Partial<ClientRequest>): Promise<CreatedClient>;
  token(request: OAuthRequest, client?: CreatedClient): Promise<GrantedToken>;
  /** By the password, for a user of this address. */
  byPassword(username: string, more?: { password?: string; company?: string; scope?: string }): Promise<GrantedToken>;
  refresh(refreshToken: string, more?: { scope?: string; company?: string }): Promise<GrantedToken>;
  /** What the refusal says. */
  refused(asked: Promise<unknown>): Promise<{ error: string; message: string }>;
  authenticate(token: { readonly accessToken: string }): Promise<Principal | null>;
  /** Moves the clock. */
  pass(ms: number): void;
}

let users = 0;

export async function oauthRoom(): Promise<OAuthRoom> {
  const room = await openAccess();
  const { access, database, time } = room;
  const granter = new Set(scopes);
  const lender = await room.organization('CEKLENDER1');
  const newClient = (request: Partial<ClientRequest> = {}) =>
    database.transact((tx) =>
      access.clients.create(tx, { organization: lender, name: 'loan system', granter, ...request }),
    );
  const client = await newClient();
  const token: OAuthRoom['token'] = (request, { publicId: id, secret } = client) =>
    access.oauth.token({ id, secret }, request);
  return {
    ...room,
    lender,
    client,
    newClient,
    token,
    user: (request = {}) => {
      users += 1;
      const email = `user${users}@lender.example`;
      return access.users.create({ organization: lender, email, password, granter, ...request });
    },
    byPassword: (username, more = {}) => token({ username, password, ...more, grantType: 'password' }),
    refresh: (refreshToken, more = {}) => token({ grantType: 'refresh_token', refreshToken, ...more }),
    async refused(asked) {
      const error = await asked.then(
        () => assert.fail('a token was given'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof OAuthRefusal, String(error));
      return { error: error.error, message: error.message };
    },
    authenticate: ({ accessToken }) => access.authentication.authenticate(accessToken),
    pass: (ms) => {
      time.now = new Date(time.now.getTime() + ms);
    },
  };
}
