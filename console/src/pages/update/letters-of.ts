/** 0 → A, 26 → AA: a column as a spreadsheet program calls it. */
export function lettersOf(place: number): string {
  const before = Math.floor(place / 26);
  return (before === 0 ? '' : lettersOf(before - 1)) + String.fromCodePoint(65 + (place % 26));
}
