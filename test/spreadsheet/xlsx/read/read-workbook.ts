import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RequestError, type RequestErrorCode } from '../../../../src/errors/request-error.ts';
import type { Cell } from '../../../../src/fields/cell.ts';
import { openWorkbook } from '../../../../src/spreadsheet/xlsx/read/open-workbook.ts';
import type { WorkbookLimits } from '../../../../src/spreadsheet/xlsx/read/workbook-limits.ts';
import type { SheetRow, Spreadsheet } from '../../../../src/uploads/ports.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { type ZipFile, zipOf } from './zip-builder.ts';

interface Reading {
  readonly limits?: Partial<WorkbookLimits>;
  readonly signal?: AbortSignal;
  /** null: the first. */
  readonly sheet?: string | null;
}

export type Content = Uint8Array | readonly ZipFile[];

/** Opens a workbook that lies in a directory of its own, and tells what there is to tell. */
export async function withWorkbook<T>(
  content: Content,
  use: (workbook: Spreadsheet) => Promise<T>,
  { limits = {}, signal = new AbortController().signal }: Reading = {},
): Promise<T> {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'file');
  await writeFile(file, content instanceof Uint8Array ? content : zipOf(content));
  await using workbook = await openWorkbook({ path: file }, { signal, limits });
  return await use(workbook);
}

export async function readRows(content: Content, reading: Reading = {}): Promise<SheetRow[]> {
  return await withWorkbook(content, (workbook) => collect(workbook, reading.sheet ?? null), reading);
}

export async function collect(workbook: Spreadsheet, sheet: string | null): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const block of workbook.rows(sheet)) {
    assert.ok(block.length > 0, 'no block is empty');
    rows.push(...block);
  }
  return rows;
}

/** The cells of the first sheet, all rows in one. */
export async function readCells(content: Content, reading: Reading = {}): Promise<Cell[]> {
  return (await readRows(content, reading)).flatMap(({ cells }) => cells);
}

/** Reading ends with this refusal. */
export async function refused(
  content: Content,
  sentence: RegExp,
  { code = 'unprocessable', ...reading }: Reading & { code?: RequestErrorCode } = {},
): Promise<void> {
  await assert.rejects(readRows(content, reading), (error) => {
    assert.ok(error instanceof RequestError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
    // One sentence for a bookkeeper: it begins with a capital and says what to do.
    assert.match(error.message, /^(?:The|A|Cell|")[^\n]+\.$/);
    return true;
  });
}
