import type { RandomBytes } from './ids.ts';
import { hashSecret, randomBody, seal, unseal } from './secret-text.ts';
import type { SecretForm } from './secret-text.ts';

/** Two halves of 178 random bits each: one names the family and stays, the other is new in each token of it. */
const refreshToken: SecretForm = { prefix: 'amr_', characters: 60 };
const halfCharacters = 30;

/** A refresh token, and what is stored of it. */
export interface RefreshToken {
  readonly text: string;
  readonly familyHash: Buffer;
  readonly refreshHash: Buffer;
}

/** The first refresh token of a family. */
export function newRefreshToken(random: RandomBytes): RefreshToken {
  return composed(randomBody(halfCharacters, random), random);
}

/** The next one of the same family. */
export function rotated({ text }: RefreshToken, random: RandomBytes): RefreshToken {
  const body = unseal(refreshToken, text);
  if (body === null) throw new Error('not a refresh token');
  return composed(body.slice(0, halfCharacters), random);
}

/** null: no refresh token by its form. */
export function readRefreshToken(text: string): RefreshToken | null {
  const body = unseal(refreshToken, text);
  return body === null ? null : tokenOf(body);
}

function composed(family: string, random: RandomBytes): RefreshToken {
  return tokenOf(family + randomBody(halfCharacters, random));
}

function tokenOf(body: string): RefreshToken {
  return {
    text: seal(refreshToken, body),
    familyHash: hashSecret(body.slice(0, halfCharacters)),
    refreshHash: hashSecret(body.slice(halfCharacters)),
  };
}
