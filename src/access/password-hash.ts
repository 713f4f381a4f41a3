import { scrypt, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from './ids.ts';

/** What scrypt is told: 2^log2N blocks of 128 × r bytes, walked p times. */
export interface PasswordCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * 32 MiB, one of the settings that OWASP holds to be of equal strength; 250 to 300 ms on one of our cores. The larger
 * ones keep more memory for about as long; one of 16 MiB comes from the heap, which does not give it back.
 */
export const standardCost: PasswordCost = { log2N: 15, r: 8, p: 3 };

const saltBytes = 16;
const keyBytes = 32;
const stored = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

/** A password as it is stored, with all that is needed to check one against it: `$scrypt$ln=15,r=8,p=3$salt$key`. */
export async function hashPassword(password: string, cost: PasswordCost, random: RandomBytes): Promise<string> {
  const salt = Buffer.from(random(saltBytes));
  return textOf(cost, salt, await derive(password, salt, cost));
}

/** Takes as long as the stored cost says, whether the password is right or not. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [, log2N, r, p, salt = '', key = ''] = stored.exec(hashed) ?? [];
  if (log2N === undefined) throw new Error('The stored password is of no known form.');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64'), cost);
  const expected = Buffer.from(key, 'base64');
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

/** What no password is, and what checking one against takes as long as any of this cost. */
export function nobodysPassword(cost: PasswordCost): string {
  return textOf(cost, Buffer.alloc(saltBytes), Buffer.alloc(keyBytes));
}

function derive(password: string, salt: Buffer, { log2N, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** log2N;
  // What OpenSSL allocates, and some.
  const maxmem = 128 * r * (N + p + 2) + 65_536;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // The same characters however a keyboard composes them.
  scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem }, (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return promise;
}

function textOf({ log2N, r, p }: PasswordCost, salt: Buffer, key: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${base64(salt)}$${base64(key)}`;
}
