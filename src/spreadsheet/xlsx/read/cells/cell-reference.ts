/** More columns than any sheet has. */
export const columnMax = 16_384;
/** As many rows as a sheet has. */
export const rowMax = 1_048_576;

const digitZero = 0x30;
const letterA = 0x41;
const lettersOfCase = 0x20;

/** The column of a reference, from 1; 0: it is none. Its row is left unread: `rowOf` reads it. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = letterAt(reference, at);
    if (letter < 0) break;
    column = column * 26 + letter + 1;
    if (column > columnMax) return 0;
  }
  return column;
}

/** The row of a reference, from 1; 0: it is none. */
export function rowOf(reference: string): number {
  let at = 0;
  while (letterAt(reference, at) >= 0) at += 1;
  return at === 0 ? 0 : positiveInteger(reference, at);
}

/** A number from 1 to `rowMax`, from a place to the end; 0: it is none. */
export function positiveInteger(text: string, from = 0): number {
  let value = 0;
  for (let at = from; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - digitZero;
    if (!(digit >= 0 && digit <= 9)) return 0;
    value = value * 10 + digit;
    if (value > rowMax) return 0;
  }
  return value;
}

/** `AB` of column 28. */
export function columnName(column: number): string {
  let name = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(letterA + ((left - 1) % 26)) + name;
  }
  return name;
}

/** From 0; -1: it is no letter. */
function letterAt(reference: string, at: number): number {
  const letter = (reference.charCodeAt(at) & ~lettersOfCase) - letterA;
  return letter >= 0 && letter < 26 ? letter : -1;
}
