import type { FoundToken, TokenStore } from './ports.ts';
import { hashTokenSecret, isTokenSecret } from './token-secret.ts';

/** The token that is written like this; null alike when it is none, unknown, expired or revoked. One statement at most. */
export async function liveToken<Tx>(
  tokens: Pick<TokenStore<Tx>, 'findByHash'>,
  { secret, now }: { readonly secret: string; readonly now: Date },
): Promise<FoundToken | null> {
  if (!isTokenSecret(secret)) return null;
  const token = await tokens.findByHash(hashTokenSecret(secret));
  if (token === null || token.revokedAt !== null) return null;
  return token.expiresAt !== null && token.expiresAt <= now ? null : token;
}
