/**
 * Cells copied from a spreadsheet, as a CSV file; null: the text is no table. Spreadsheet programs put tabs between cells
 * and quote a cell in which a tab, a quote at its start, or a line break stands.
 */
export function pastedTable(text: string): { readonly csv: string; readonly rows: number } | null {
  const rows = readCells(text).filter((cells) => cells.some((cell) => cell.trim() !== ''));
  const isTable = rows.length > 1 || (rows[0]?.length ?? 0) > 1;
  if (!isTable) return null;
  return { csv: rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join(''), rows: rows.length - 1 };
}

function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  // A quoted cell, or all until the next tab or line break; then what ends it.
  for (const [, quotedCell, plainCell = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*))(\t|\r?\n|\r|$)/g,
  )) {
    cells.push(quotedCell === undefined ? plainCell : quotedCell.replaceAll('""', '"'));
    if (end === '\t') continue;
    rows.push(cells);
    cells = [];
    if (end === '') break;
  }
  return rows;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
