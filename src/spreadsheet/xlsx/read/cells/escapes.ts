/**
 * Writes out `_x000D_`, the way in which workbooks hold characters that XML cannot; an underscore that only looks like
 * the beginning of one is written `_x005F_`.
 */
export function withoutEscapes(text: string): string {
  return text.replaceAll(escape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

const escape = /_x([\dA-Fa-f]{4})_/g;

/** The first character that no database holds as a text, as an escape: NUL, or half of a pair. Null: there is none. */
export function impossibleIn(text: string): string | null {
  const found = /[\0\p{Cs}]/u.exec(text);
  return found && `_x${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
