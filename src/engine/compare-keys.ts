/** Orders keys by their bytes in UTF-8, which is by code points: JavaScript's own order puts some of them elsewhere. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (mayDiffer.test(a) && mayDiffer.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Only two units from here on can be in another order than what they stand for. */
const mayDiffer = /[\ud800-\uffff]/;
