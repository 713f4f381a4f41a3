/** As many random bytes as asked for; cryptographically strong. Passed in, so that a test can hold it. */
export type RandomBytes = (size: number) => Uint8Array;

/** Lower case, without i, l, o and u: nothing that is read as something else, and hardly a word. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 24 characters of 5 bits: 120 bits, so references never meet and are never guessed. */
const referenceCharacters = 24;

/** The random part of a public id: `camp_<reference>`, `batch_<reference>`, `org_<reference>`, `tok_<reference>`. */
export function newReference(random: RandomBytes): string {
  // 32 divides 256, so the lowest five bits of a byte are uniform.
  return Array.from(random(referenceCharacters), (byte) => alphabet[byte % alphabet.length]).join('');
}
