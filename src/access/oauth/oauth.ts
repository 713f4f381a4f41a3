import { isClientSecret } from '../client-secret.ts';
import type { FoundClient } from '../client-ports.ts';
import { tokenByClient } from './by-client.ts';
import { tokenByPassword } from './by-password.ts';
import { tokenByRefreshToken } from './by-refresh-token.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { GrantedToken, OAuthRequest } from './oauth-request.ts';
import { OAuthRefusal } from './refusal.ts';

/** What a client says it is. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** Gives tokens by OAuth 2.0 (RFC 6749); throws `OAuthRefusal`. The client is looked at first, so nobody else costs a hash. */
export class OAuth<Tx> {
  readonly #deps: OAuthDeps<Tx>;

  constructor(deps: OAuthDeps<Tx>) {
    this.#deps = deps;
  }

  async token(credentials: ClientCredentials | null, request: OAuthRequest): Promise<GrantedToken> {
    const { lastUse, clock } = this.#deps;
    const client = await this.#client(credentials);
    const { grantType } = request;
    if (grantType !== 'refresh_token' && !client.grantTypes.includes(grantType)) {
      throw new OAuthRefusal('unauthorized_client', `This client may not use the grant type ${grantType}.`);
    }
    const granted = await grant(this.#deps, client, request);
    lastUse.note(client, clock());
    return granted;
  }

  async #client(credentials: ClientCredentials | null): Promise<FoundClient> {
    if (credentials === null) throw new OAuthRefusal('invalid_client', 'Send the client id and its secret by Basic.');
    const client = await this.#deps.clients.findLive(credentials.id);
    const isRight = isClientSecret(credentials.secret, client?.secretHash ?? null);
    if (client === null || !isRight) {
      throw new OAuthRefusal('invalid_client', 'The client is unknown or revoked, or the secret is wrong.');
    }
    return client;
  }
}

async function grant<Tx>(deps: OAuthDeps<Tx>, client: FoundClient, request: OAuthRequest): Promise<GrantedToken> {
  if (request.grantType === 'password') return tokenByPassword(deps, client, request);
  if (request.grantType === 'client_credentials') return tokenByClient(deps, client, request);
  return tokenByRefreshToken(deps, client, request);
}
