import type { GrantStore } from './grant-ports.ts';
import type { LastUse } from './last-use.ts';
import { liveToken } from './live-token.ts';
import type { OrganizationStore, TokenStore } from './ports.ts';
import type { Organization, Principal } from './principal.ts';
import { effectiveScopes, sharedScopes } from './scopes.ts';
import { hashTokenSecret, isAccessToken, isTokenSecret } from './token-secret.ts';

interface AuthenticationDeps<Tx> {
  readonly tokens: Pick<TokenStore<Tx>, 'findByHash'>;
  readonly grants: Pick<GrantStore<Tx>, 'findAccessToken'>;
  readonly organizations: Pick<OrganizationStore<Tx>, 'find'>;
  readonly lastUse: Pick<LastUse<Tx>, 'note'>;
  readonly clock: () => Date;
}

/** Tells who makes a request, and whom he may act for. Nothing is cached: a token that is revoked stops at once. */
export class Authentication<Tx> {
  readonly #deps: AuthenticationDeps<Tx>;

  constructor(deps: AuthenticationDeps<Tx>) {
    this.#deps = deps;
  }

  /** Who brings this token; null alike when it is no token, unknown, expired or revoked. One statement at most. */
  async authenticate(bearer: string): Promise<Principal | null> {
    if (isTokenSecret(bearer)) return this.#byToken(bearer);
    return isAccessToken(bearer) ? this.#byAccessToken(bearer) : null;
  }

  /** The principal's own organization or one below it; null alike when `code` is foreign and when there is none. */
  async actFor(principal: Principal, code: string): Promise<Organization | null> {
    return this.#deps.organizations.find(principal.organization.id, code);
  }

  async #byToken(bearer: string): Promise<Principal | null> {
    const { tokens, lastUse, clock } = this.#deps;
    const now = clock();
    const token = await liveToken(tokens, { secret: bearer, now });
    if (token === null) return null;
    lastUse.note(token, now);
    return {
      tokenId: token.id,
      tokenPublicId: token.publicId,
      tokenName: token.name,
      organization: token.organization,
      scopes: effectiveScopes(token.scopes),
    };
  }

  async #byAccessToken(bearer: string): Promise<Principal | null> {
    const token = await this.#deps.grants.findAccessToken(hashTokenSecret(bearer));
    if (token === null || token.expiresAt <= this.#deps.clock()) return null;
    const { actor, organization, scopes, userScopes, clientScopes } = token;
    // What user or client has lost since, the token has lost as well.
    const granted = [scopes, clientScopes, ...(userScopes === null ? [] : [userScopes])];
    return {
      tokenId: actor.id,
      tokenPublicId: actor.publicId,
      tokenName: actor.name,
      organization,
      scopes: new Set(sharedScopes(granted)),
    };
  }
}
