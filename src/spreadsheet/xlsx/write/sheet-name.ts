const charactersMax = 31;

/** A name that spreadsheet programs take for a sheet, different from those in use. */
export function sheetName(wanted: string, inUse: readonly string[]): string {
  const allowed = cut(wanted.replaceAll(/[[\]:*?/\\\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' '), charactersMax)
    .replaceAll(/^'|'$/g, ' ')
    .trim();
  // `History` is taken by Excel itself.
  const name = allowed === '' || allowed.toLowerCase() === 'history' ? 'Sheet' : allowed;
  const taken = new Set(inUse.map((other) => other.toLowerCase()));
  if (!taken.has(name.toLowerCase())) return name;
  let number = 2;
  const numbered = () => `${cut(name, charactersMax - ` ${number}`.length)} ${number}`;
  while (taken.has(numbered().toLowerCase())) number++;
  return numbered();
}

/** To so many UTF-16 units, never within a character. */
function cut(text: string, units: number): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
}
