import { timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from './ids.ts';
import { hashSecret, newSecret } from './secret-text.ts';
import type { SecretForm } from './secret-text.ts';

const clientSecret: SecretForm = { prefix: 'amc_', characters: 30 };

/** A new client's secret, of 178 random bits. It is shown once; only its hash is kept. */
export function newClientSecret(random: RandomBytes): string {
  return newSecret(clientSecret, random);
}

/** Whether it is the one stored; where none is (null), false after the same time. */
export function isClientSecret(secret: string, storedHash: Buffer | null): boolean {
  const hash = hashSecret(secret);
  return timingSafeEqual(hash, storedHash ?? nobodys) && storedHash !== null;
}

const nobodys = Buffer.alloc(32);
