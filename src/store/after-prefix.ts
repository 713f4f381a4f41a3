const lastCodePoint = 0x10ffff;
const firstSurrogate = 0xd800;
const afterSurrogates = 0xe000;

/**
 * The least text, by bytes of UTF-8, that is greater than every text with this prefix; null when there is none (an empty
 * prefix, or nothing but the last code point). UTF-8 orders by code points, so it is the prefix with its last one raised.
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  return String.fromCodePoint(...points, last + 1 === firstSurrogate ? afterSurrogates : last + 1);
}
