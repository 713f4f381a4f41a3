import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RandomBytes } from './ids.ts';

/**
 * How a secret that we make looks: a prefix, random characters of base62 (5.95 bits each), and their CRC32 in 6 more: the
 * form of GitHub's tokens, so that a scanner can tell one from chance without asking us.
 */
export interface SecretForm {
  readonly prefix: string;
  /** Without the checksum. */
  readonly characters: number;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumCharacters = 6;

/** A new secret. It is shown once; only its hash is kept. */
export function newSecret(form: SecretForm, random: RandomBytes): string {
  return seal(form, randomBody(form.characters, random));
}

/** The secret that holds these characters. */
export function seal({ prefix }: SecretForm, body: string): string {
  return prefix + body + checksum(body);
}

/** The characters in a text that has the form and the checksum; null needs no look into the database. */
export function unseal({ prefix, characters }: SecretForm, text: string): string | null {
  if (text.length !== prefix.length + characters + checksumCharacters || !text.startsWith(prefix)) return null;
  const body = text.slice(prefix.length, -checksumCharacters);
  const isOurs = /^[0-9A-Za-z]+$/.test(body) && text.endsWith(checksum(body));
  return isOurs ? body : null;
}

/** What is stored of a secret. A plain hash will do: what is random to 178 bits cannot be tried out. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function randomBody(characters: number, random: RandomBytes): string {
  // Bytes from 248 on are thrown away: 62 does not divide 256, and the first letters would come up more often.
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < characters) {
    for (const byte of random(characters)) {
      if (byte < fair && text.length < characters) text += alphabet.charAt(byte % alphabet.length);
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
