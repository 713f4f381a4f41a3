import type { JsonObject } from '../engine/records.ts';
import type { SheetFields } from '../fields/sheet-fields.ts';
import { sheetLimits } from './limits.ts';
import { resultFile } from './result-file.ts';
import { sheetBounds } from './xlsx/write/sheet-xml.ts';
import type { WrittenFile } from './written-file.ts';

/** One table of a template. */
export interface TemplateTable {
  readonly columns: SheetFields['columns'];
  /** How a value of a field stands in a cell. */
  readonly cell: SheetFields['cell'];
  /** What stands in it already, by field, in blocks; null: nothing, it is to be filled in. */
  readonly rows: AsyncIterable<readonly JsonObject[]> | null;
}

export interface Template {
  readonly type: 'csv' | 'xlsx';
  readonly customers: TemplateTable;
  /** null: the list has none. A CSV never has any, because it is one table. */
  readonly contacts: TemplateTable | null;
}

/**
 * A sheet to fill in, or the present customers to edit, and (in a workbook) a sheet that explains each column. Rows are
 * read while the content is, as fast as it is; nothing begins before.
 */
export async function* writeTemplate(template: Template): AsyncGenerator<Uint8Array, void> {
  const format = { type: template.type, encoding: null, delimiter: null, lineEnds: null, sheet: null };
  const file = resultFile(format);
  // Its failure reaches the reader through the content; where the reader stops, there is nobody to tell.
  fill(file, template).catch((error: unknown) => file.fail(error));
  yield* file.content;
}

async function fill(file: WrittenFile, { type, customers, contacts }: Template): Promise<void> {
  await writeTable(file, 'Customers', customers);
  if (type === 'xlsx') {
    if (contacts !== null) await writeTable(file, 'Contacts', contacts);
    await writeExplanations(file, { customers, contacts });
  }
  await file.end();
}

async function writeTable(file: WrittenFile, name: string, { columns, cell, rows }: TemplateTable): Promise<void> {
  await file.beginSheet(
    name,
    columns.map(({ header }) => header),
  );
  for await (const block of rows ?? []) {
    for (const row of block) await file.write(columns.map(({ field }) => fitting(cell(field, row[field]))));
  }
}

/** A text that is too long for a cell is left out, as one is that a cell cannot set: an empty cell leaves it alone. */
function fitting(cell: string | null): string | null {
  if (cell === null || cell.length > sheetBounds.cellCharacters) return null;
  // Most are short, whatever they are written in. A CSV's cell may get a quote in front.
  const isShort = cell.length * utf8BytesMax < sheetLimits.csvCellBytesMax;
  return isShort || Buffer.byteLength(cell) < sheetLimits.csvCellBytesMax ? cell : null;
}

/** Of one character of UTF-16. */
const utf8BytesMax = 3;

async function writeExplanations(file: WrittenFile, tables: Pick<Template, 'customers' | 'contacts'>): Promise<void> {
  await file.beginSheet('About the columns', ['sheet', 'column', 'what it is', 'example']);
  const sheets = [
    { name: 'Customers', table: tables.customers },
    { name: 'Contacts', table: tables.contacts },
  ];
  for (const { name, table } of sheets) {
    for (const { header, explanation, example } of table?.columns ?? []) {
      await file.write([name, header, explanation, example]);
    }
  }
  await file.write([]);
  for (const note of notes) await file.write([null, null, note]);
}

const notes = [
  'Leave a cell empty to leave the value as it is; write [clear] to remove the value.',
  'Columns that you do not need can be deleted; their order does not matter.',
  'Every cell is formatted as text, so that leading zeros and long numbers stay as they are.',
];
