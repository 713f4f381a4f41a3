import type { FoundClient } from '../client-ports.ts';
import type { FoundGrant } from '../grant-ports.ts';
import { limits } from '../limits.ts';
import { readRefreshToken, rotated } from '../refresh-token.ts';
import type { RefreshToken } from '../refresh-token.ts';
import { sharedScopes } from '../scopes.ts';
import { grantedToken, newAccess, refreshExpiry } from './issue.ts';
import { narrowed } from './narrowed.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { ByRefreshToken, GrantedToken } from './oauth-request.ts';
import { OAuthRefusal } from './refusal.ts';

/**
 * With the last refresh token of a grant: an access token and the next refresh token. One that was used before is in
 * two hands, and nobody knows whose are the right ones: all tokens of the grant end.
 */
export async function tokenByRefreshToken<Tx>(
  deps: OAuthDeps<Tx>,
  client: FoundClient,
  request: ByRefreshToken,
): Promise<GrantedToken> {
  const presented = readRefreshToken(request.refreshToken);
  if (presented === null) throw refusal();
  const granted = await deps.transact(async (tx) => {
    const grant = await deps.grants.holdFamily(tx, presented.familyHash);
    if (grant === null || !serves(grant, client, request) || grant.expiresAt <= deps.clock()) return null;
    if (grant.refreshHash.equals(presented.refreshHash)) return rotate(deps, tx, { grant, client, presented, request });
    // Committed, and told as any other refusal.
    await deps.grants.end(tx, grant.id);
    return null;
  });
  if (granted === null) throw refusal();
  return granted;
}

/** Another client's is refused and left as it is. */
function serves(grant: FoundGrant, client: FoundClient, { company }: ByRefreshToken): boolean {
  return grant.clientId === client.id && (company === undefined || company === grant.organizationCode);
}

interface Rotating {
  readonly grant: FoundGrant;
  readonly client: FoundClient;
  readonly presented: RefreshToken;
  readonly request: ByRefreshToken;
}

async function rotate<Tx>(
  deps: OAuthDeps<Tx>,
  tx: Tx,
  { grant, client, presented, request }: Rotating,
): Promise<GrantedToken> {
  const now = deps.clock();
  const own = grant.userScopes === null ? [] : [grant.userScopes];
  const scopes = narrowed(sharedScopes([grant.scopes, client.scopes, ...own]), request.scope);
  const access = newAccess(deps.random, { scopes, now });
  const refresh = rotated(presented, deps.random);
  await deps.grants.rotate(tx, {
    grantId: grant.id,
    refreshHash: refresh.refreshHash,
    expiresAt: refreshExpiry(now),
    accessToken: access.stored,
    accessTokensMax: limits.accessTokensPerGrantMax,
  });
  return grantedToken(access, refresh);
}

function refusal(): OAuthRefusal {
  return new OAuthRefusal(
    'invalid_grant',
    'The refresh token is unknown, expired or used, or was given to another client.',
  );
}
