/** Whether a text has at most `max` characters (code points, as JSON Schema counts them). */
export function hasAtMostCharacters(text: string, max: number): boolean {
  // A character takes one or two units, so most texts are decided by their length.
  if (text.length <= max) return true;
  return text.length <= 2 * max && codePoints(text) <= max;
}

/** The first `max` characters of a text; never half of one. */
export function firstCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  let units = 0;
  for (let left = max; left > 0 && units < text.length; left -= 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
