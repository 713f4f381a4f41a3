import type { FileFormat, SheetRow, Spreadsheet } from '../../../uploads/ports.ts';
import { SheetHandler } from './cells/sheet-handler.ts';
import type { CellContext } from './cells/cell-value.ts';
import { StringPool } from './cells/string-pool.ts';
import { spreadsheetNamespaces } from './namespaces.ts';
import { findWorkbook } from './parts/find-workbook.ts';
import { readPart } from './parts/read-part.ts';
import { readSharedStrings } from './parts/shared-strings-part.ts';
import { readNumberFormats } from './parts/styles-part.ts';
import { readWorkbookPart, type SheetPart } from './parts/workbook-part.ts';
import { type WorkbookLimits, workbookLimits } from './workbook-limits.ts';
import { openZip, type ZipArchive } from './zip/zip-archive.ts';

export interface WorkbookOptions {
  readonly signal: AbortSignal;
  readonly limits?: Partial<WorkbookLimits>;
}

/**
 * Opens an Excel workbook (.xlsx, .xlsm) on this machine's disk. Throws `RequestError` with a sentence for a bookkeeper
 * where it is something else, or damaged; what is wrong in a sheet shows when its rows are read.
 */
export async function openWorkbook(file: { readonly path: string }, options: WorkbookOptions): Promise<Spreadsheet> {
  const { signal } = options;
  const limits = { ...workbookLimits, ...options.limits };
  signal.throwIfAborted();
  await using opened = new AsyncDisposableStack();
  const zip = opened.use(await openZip(file.path, { limits, signal }));
  const part = await findWorkbook(zip, limits.partBytesMax);
  const { sheets, sharedStrings, styles, is1904 } = await readWorkbookPart(zip, part, limits.partBytesMax);
  const formats = styles === null ? [] : await readNumberFormats(zip, styles, limits.partBytesMax);
  const strings = sharedStrings === null ? new StringPool() : await readSharedStrings(zip, sharedStrings, limits);
  const parts = new Set(sheets.map((sheet) => sheet.part));
  if (sharedStrings !== null) parts.add(sharedStrings);
  opened.move();
  return new Workbook(zip, { sheets, parts: [...parts], limits, context: { strings, formats, is1904 } });
}

interface Content {
  readonly sheets: readonly SheetPart[];
  /** Those that take time to read. */
  readonly parts: readonly string[];
  readonly limits: WorkbookLimits;
  readonly context: CellContext;
}

class Workbook implements Spreadsheet {
  readonly type = 'xlsx';
  readonly sheets: readonly string[];
  readonly #zip: ZipArchive;
  readonly #content: Content;

  constructor(zip: ZipArchive, content: Content) {
    this.#zip = zip;
    this.#content = content;
    this.sheets = content.sheets.map(({ name }) => name);
  }

  /** A block is what a piece of the file holds, some hundred rows. null: the first sheet. */
  async *rows(sheet: string | null): AsyncGenerator<readonly SheetRow[], void, undefined> {
    const { limits, context, sheets } = this.#content;
    const wanted = sheet === null ? sheets[0] : sheets.find(({ name }) => name === sheet);
    if (wanted === undefined) throw new Error(`the workbook has no sheet ${sheet}`);
    const handler = new SheetHandler({ ...context, sheet: wanted.name, limits });
    const part = { zip: this.#zip, vocabulary: spreadsheetNamespaces, root: 'worksheet', handler };
    for await (const _ of readPart(wanted.part, part)) {
      const rows = handler.take();
      if (rows.length > 0) yield rows;
    }
    const last = handler.take();
    if (last.length > 0) yield last;
  }

  format(sheet: string | null): FileFormat {
    return { type: 'xlsx', encoding: null, delimiter: null, lineEnds: null, sheet: sheet ?? this.sheets[0] ?? null };
  }

  get progress(): { readonly done: number; readonly of: number } {
    return this.#zip.progress(this.#content.parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#zip[Symbol.asyncDispose]();
  }
}
