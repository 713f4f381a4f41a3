/** As many random bytes as asked for; cryptographically strong. Passed in, so that a test can hold it. */
export type RandomBytes = (size: number) => Uint8Array;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const charactersMax = 14;
/** A byte from here on would make some characters likelier than others. */
const bytesMax = Math.floor(256 / alphabet.length) * alphabet.length;
/** Drawn at once: asking for a few bytes costs as much as asking for many. */
const drawnBytes = 4_096;

/** Makes keys of new customers: `KC` and 14 capital letters or digits. They never meet: there are 6 × 10^21. */
export function newCustomerKeys(random: RandomBytes): () => string {
  let drawn: Uint8Array = new Uint8Array(0);
  let at = 0;
  const nextByte = (): number => {
    if (at === drawn.length) {
      drawn = random(drawnBytes);
      at = 0;
    }
    return drawn[at++] ?? 0;
  };
  return () => {
    let key = 'KC';
    while (key.length < 2 + charactersMax) {
      const byte = nextByte();
      if (byte < bytesMax) key += alphabet.charAt(byte % alphabet.length);
    }
    return key;
  };
}
