import type { FoundClient } from '../client-ports.ts';
import type { NewAccessToken } from '../grant-ports.ts';
import type { RandomBytes } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Organization, Scope } from '../principal.ts';
import { newRefreshToken } from '../refresh-token.ts';
import type { RefreshToken } from '../refresh-token.ts';
import { hashTokenSecret, newAccessToken } from '../token-secret.ts';
import type { FoundUser } from '../user-ports.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { GrantedToken } from './oauth-request.ts';

interface Issue {
  readonly client: FoundClient;
  readonly user: FoundUser | null;
  readonly company: Organization;
  readonly scopes: readonly Scope[];
}

/** Begins a grant with its first tokens; null: the user or the client has ended meanwhile. */
export async function issue<Tx>(
  { grants, random, clock }: Pick<OAuthDeps<Tx>, 'grants' | 'random' | 'clock'>,
  tx: Tx,
  { client, user, company, scopes }: Issue,
): Promise<GrantedToken | null> {
  const now = clock();
  const access = newAccess(random, { scopes, now });
  const refresh = newRefreshToken(random);
  const isMade = await grants.insert(tx, {
    clientId: client.id,
    user,
    organizationId: company.id,
    scopes,
    familyHash: refresh.familyHash,
    refreshHash: refresh.refreshHash,
    createdAt: now,
    expiresAt: refreshExpiry(now),
    accessToken: access.stored,
    grantsMax: limits.grantsMax,
  });
  return isMade ? grantedToken(access, refresh) : null;
}

interface NewAccess {
  readonly text: string;
  readonly stored: NewAccessToken;
}

export function newAccess(random: RandomBytes, { scopes, now }: { scopes: readonly Scope[]; now: Date }): NewAccess {
  const text = newAccessToken(random);
  const expiresAt = new Date(now.getTime() + limits.accessTokenSeconds * 1_000);
  return { text, stored: { hash: hashTokenSecret(text), scopes, createdAt: now, expiresAt } };
}

const dayMs = 86_400_000;

export function refreshExpiry(now: Date): Date {
  return new Date(now.getTime() + limits.refreshTokenDays * dayMs);
}

export function grantedToken({ text, stored }: NewAccess, refresh: RefreshToken): GrantedToken {
  return {
    accessToken: text,
    expiresInSeconds: limits.accessTokenSeconds,
    refreshToken: refresh.text,
    scopes: stored.scopes,
  };
}
