import { hash } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const characters = 14;
/** Bytes above it would make the first letters likelier than the others. */
const byteMax = 256 - (256 % alphabet.length);

/**
 * The `customerId` of a new customer: `KC` and 14 letters or digits, 72 bits of the request's reference, which is random.
 * They follow from the reference alone, so a retry that goes on after a crash names the customer that was made before it.
 */
export function newCustomerId(reference: string): string {
  let id = 'KC';
  for (let round = 0; id.length < characters + 2; round += 1) {
    for (const byte of hash('sha256', `${reference} ${round}`, 'buffer')) {
      if (byte < byteMax && id.length < characters + 2) id += alphabet.charAt(byte % alphabet.length);
    }
  }
  return id;
}
