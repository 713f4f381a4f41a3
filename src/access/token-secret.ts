import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RandomBytes } from './ids.ts';

// A token is `amd_`, 30 random characters of base62 (178 bits) and their CRC32 in 6 characters of base62: the form of
// GitHub's tokens, so that a scanner can tell one from chance without asking us.
const prefix = 'amd_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomCharacters = 30;
const checksumCharacters = 6;
const form = /^amd_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;

/** A new token. It is shown once; only its hash is kept. */
export function newTokenSecret(random: RandomBytes): string {
  const body = randomText(random);
  return prefix + body + checksum(body);
}

/** Whether a text has the form and the checksum of a token; false needs no look into the database. */
export function isTokenSecret(text: string): boolean {
  const [, body, end] = form.exec(text) ?? [];
  return body !== undefined && checksum(body) === end;
}

/** What is stored of a token. A plain hash will do: 178 random bits cannot be tried out. */
export function hashTokenSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function randomText(random: RandomBytes): string {
  // Bytes from 248 on are thrown away: 62 does not divide 256, and the first letters would come up more often.
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < randomCharacters) {
    for (const byte of random(randomCharacters)) {
      if (byte < fair && text.length < randomCharacters) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < checksumCharacters; place += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}
