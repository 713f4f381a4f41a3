import { createHash } from 'node:crypto';
import type { RandomBytes } from './ids.ts';
import { newSecret, unseal } from './secret-text.ts';
import type { SecretForm } from './secret-text.ts';

/** What a browser's cookie holds, of 178 random bits. */
const session: SecretForm = { prefix: 'ams_', characters: 30 };

/** A new session's secret. Only the cookie holds it; only its hash is kept. */
export function newSessionSecret(random: RandomBytes): string {
  return newSecret(session, random);
}

/** Whether a text has the form and the checksum; false needs no look into the database. */
export function isSessionSecret(text: string): boolean {
  return unseal(session, text) !== null;
}

/**
 * What a page must bring in a header to change anything. It follows from the cookie, which no script can read, and does
 * not lead back to it; so it needs no place in the database, and a cookie that somebody planted comes without it.
 */
export function csrfTokenOf(secret: string): string {
  return createHash('sha256').update(`amend csrf token of ${secret}`).digest('base64url');
}
