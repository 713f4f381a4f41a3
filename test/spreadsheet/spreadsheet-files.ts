import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cell } from '../../src/fields/cell.ts';
import { openSpreadsheet } from '../../src/spreadsheet/open-spreadsheet.ts';
import { sheetLimits, type SheetLimits } from '../../src/spreadsheet/limits.ts';
import type { FileFormat, SheetRow } from '../../src/uploads/ports.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export interface SheetRead {
  readonly rows: readonly SheetRow[];
  readonly cells: readonly (readonly Cell[])[];
  readonly format: FileFormat;
  readonly progress: { readonly done: number; readonly of: number };
}

export interface SpreadsheetFiles extends AsyncDisposable {
  /** Stores the content and answers its path. One file at a time. */
  store(content: string | Uint8Array): Promise<string>;
  /** Stores the content and reads it to its end. */
  read(content: string | Uint8Array, limits?: Partial<SheetLimits>): Promise<SheetRead>;
}

/** A place for the file that a test reads. */
export async function spreadsheetFiles(): Promise<SpreadsheetFiles> {
  const directory = await temporaryDirectory();
  const file = path.join(directory.path, 'file');
  const store = async (content: string | Uint8Array): Promise<string> => {
    await writeFile(file, content);
    return file;
  };
  return {
    store,
    read: async (content, limits) => readSheet(await store(content), { ...sheetLimits, ...limits }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

async function readSheet(file: string, limits: SheetLimits): Promise<SheetRead> {
  await using spreadsheet = await openSpreadsheet({ path: file }, new AbortController().signal, limits);
  const rows: SheetRow[] = [];
  for await (const block of spreadsheet.rows(null)) rows.push(...block);
  const { progress } = spreadsheet;
  return { rows, cells: rows.map(({ cells }) => cells), format: spreadsheet.format(null), progress };
}
