import { textElement } from './cell-text.ts';
import { columnName } from './column-name.ts';
import { headerStyle, mainNamespace, textStyle, xmlHead } from './fixed-parts.ts';

/** What a spreadsheet program can hold. */
export const sheetBounds = { rows: 1_048_576, columns: 16_384, cellCharacters: 32_767 };

type Row = readonly (string | null)[];

/** In characters of the standard font. */
const columnWidth = { min: 8, max: 60, padding: 2 };

/** Everything before the first row: the header stays in sight, columns are as wide as these rows ask for. */
export function sheetHead(header: readonly string[], sample: readonly Row[]): string {
  const columns = header.map((name, column) => {
    const place = `min="${column + 1}" max="${column + 1}"`;
    // The style is for cells that are still empty.
    return `<col ${place} width="${widthOf(name, column, sample)}" style="${textStyle}" customWidth="1"/>`;
  });
  return (
    `${xmlHead}<worksheet xmlns="${mainNamespace}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>`
  );
}

/** Everything behind the last row. Excel would mark each number that is a text as an error. */
export function sheetTail({ rows, columns }: { readonly rows: number; readonly columns: number }): string {
  const range = `A1:${columnName(Math.max(columns, 1) - 1)}${Math.max(rows, 1)}`;
  return `</sheetData><ignoredErrors><ignoredError sqref="${range}" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

/** Every value is a text: nothing in a sheet of ours is ever computed. Row numbers are from 1. */
export function headerRow(header: Row): string {
  return rowXml(header, 1, headerStyle);
}

export function dataRow(cells: Row, row: number): string {
  return rowXml(cells, row, textStyle);
}

function rowXml(cells: Row, row: number, style: number): string {
  const attributes = `${row}" s="${style}" t="inlineStr"><is>`;
  const count = Math.min(cells.length, sheetBounds.columns);
  let xml = `<row r="${row}">`;
  for (let column = 0; column < count; column++) {
    const text = cells[column] ?? '';
    if (text !== '') xml += `<c r="${name(column)}${attributes}${textElement(fitting(text))}</is></c>`;
  }
  return `${xml}</row>`;
}

/** What was read from a cell fits into one; only sentences about it may be longer. */
function fitting(text: string): string {
  return text.length <= sheetBounds.cellCharacters ? text : `${text.slice(0, sheetBounds.cellCharacters - 1)}…`;
}

const names = Array.from({ length: 256 }, (_, column) => columnName(column));

function name(column: number): string {
  return names[column] ?? columnName(column);
}

function widthOf(header: string, column: number, sample: readonly Row[]): number {
  const longest = Math.max(header.length, ...sample.map((row) => row[column]?.length ?? 0));
  return Math.min(Math.max(longest + columnWidth.padding, columnWidth.min), columnWidth.max);
}
