/** `name  number  note`, the numbers to the right. */
export function alignedRows(rows: readonly (readonly [name: string, number: string, note?: string])[]): string {
  const [names, numbers] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name, number, note = '']) =>
      `${name.padEnd(names ?? 0)}  ${number.padStart(numbers ?? 0)}  ${note}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function indented(lines: string): string {
  return lines.replaceAll(/^(?=.)/gm, '  ');
}

export function shownTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

export function amount(value: number): string {
  return value.toLocaleString('en');
}
