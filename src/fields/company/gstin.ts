/** A GSTIN: two digits of a state, a PAN, two more characters, and a check character. */
const pattern = /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z][A-Z][0-9A-Z]$/;
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Whether a text has the form of a GSTIN; whether its check character fits says `hasGstinChecksum`. */
export function looksLikeGstin(text: string): boolean {
  return text.length === 15 && pattern.test(text);
}

/** Whether the last of 15 characters is what the others ask for. */
export function hasGstinChecksum(text: string): boolean {
  return gstinCheckCharacter(text) === text[14];
}

/**
 * The check character of the first 14. Each character's place in the alphabet is taken once and twice in turn; of a product
 * both digits to the base of 36 are added up, and the check character fills the sum up to a multiple of 36.
 */
export function gstinCheckCharacter(text: string): string {
  let sum = 0;
  for (let place = 0; place < 14; place += 1) {
    const product = alphabet.indexOf(text.charAt(place)) * (place % 2 === 0 ? 1 : 2);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return alphabet.charAt((36 - (sum % 36)) % 36);
}
