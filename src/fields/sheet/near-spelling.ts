/** Letters of the shortest word that may be misspelt; a letter changed in a shorter one makes another word (`PAN`, `PIN`). */
const lettersMin = 5;
/** From so many letters on two mistakes are forgiven, before that one. */
const longWord = 9;
const lettersMax = 64;

/**
 * Whether one header key is a misspelling of the other: a letter or two left out, added, replaced or swapped with the next.
 * Digits must be the same, for `Address 2` is no misspelling of `Address`.
 */
export function isNearSpelling(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const mistakesMax = shorter >= longWord ? 2 : 1;
  if (
    shorter < lettersMin ||
    Math.abs(a.length - b.length) > mistakesMax ||
    Math.max(a.length, b.length) > lettersMax
  ) {
    return false;
  }
  return digitsOf(a) === digitsOf(b) && distance(a, b) <= mistakesMax;
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** Edit distance in which two neighbours that are swapped count as one mistake. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
