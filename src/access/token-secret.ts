import type { RandomBytes } from './ids.ts';
import { hashSecret, newSecret, unseal } from './secret-text.ts';
import type { SecretForm } from './secret-text.ts';

/** A token that somebody made, of 178 random bits. */
const token: SecretForm = { prefix: 'amd_', characters: 30 };
/**
 * An access token by OAuth. Its length tells which table it stands in, so authentication is one small statement for
 * either: one over both tables takes half as long again (docs/decisions/0014-users-clients-oauth.md).
 */
const accessToken: SecretForm = { prefix: 'amd_', characters: 36 };

/** A new token. It is shown once; only its hash is kept. */
export function newTokenSecret(random: RandomBytes): string {
  return newSecret(token, random);
}

export function newAccessToken(random: RandomBytes): string {
  return newSecret(accessToken, random);
}

/** Whether a text has the form and the checksum of a token; false needs no look into the database. */
export function isTokenSecret(text: string): boolean {
  return unseal(token, text) !== null;
}

export function isAccessToken(text: string): boolean {
  return unseal(accessToken, text) !== null;
}

/** What is stored of a token. */
export function hashTokenSecret(secret: string): Buffer {
  return hashSecret(secret);
}
