import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openSpreadsheet } from '../../../spreadsheet/open-spreadsheet.ts';
import { resultFile } from '../../../spreadsheet/result-file.ts';
import type { Mend } from './plan-sheet.ts';

interface Files {
  readonly failed: string;
  readonly mended: string;
}

/** Mends a failure file as a bookkeeper would: the values that its rows name, and nothing else. The rows' numbers in the upload. */
export async function mendFile(
  { failed, mended }: Files,
  mends: ReadonlyMap<number, Mend>,
  signal: AbortSignal,
): Promise<number[]> {
  await using spreadsheet = await openSpreadsheet({ path: failed }, signal);
  const [sheet = null] = spreadsheet.sheets;
  const rows: (string | null)[][] = [];
  for await (const block of spreadsheet.rows(sheet)) {
    // Every cell of a failure file is a text.
    for (const { cells } of block) rows.push(cells.map((cell) => (typeof cell === 'string' ? cell : null)));
  }
  const [header = [], ...data] = rows;
  const numberColumn = header.indexOf('row');
  const file = resultFile(spreadsheet.format(sheet));
  const written = pipeline(file.content, createWriteStream(mended));
  await file.beginSheet(sheet ?? 'Customers', header.map(String));
  const numbers: number[] = [];
  for (const cells of data) {
    const number = Number(cells[numberColumn]);
    const mend = mends.get(number);
    if (mend !== undefined) cells[mend.column] = mend.value;
    numbers.push(number);
    await file.write(cells);
  }
  await file.end();
  await written;
  return numbers;
}
