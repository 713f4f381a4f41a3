/** A header as it is compared: without case, spaces, `_ - . /` and a `*` at its end, by which sheets mark what is required. */
export function headerKey(header: string): string {
  const key = header.toLowerCase().replaceAll(dropped, '');
  return key.endsWith('*') ? key.slice(0, -1) : key;
}

const dropped = /[\s_\-./]/g;

/** `A`, `B`, … `AA`: what a spreadsheet program calls a column, for places from 0. */
export function columnLetters(place: number): string {
  const before = place < 26 ? '' : columnLetters(Math.floor(place / 26) - 1);
  return before + String.fromCharCode(65 + (place % 26));
}
