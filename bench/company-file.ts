import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Lot, randomNumbers } from './random.ts';

interface FileWanted {
  readonly path: string;
  /** Of the customers, in the order in which they were loaded. */
  readonly keys: readonly string[];
  readonly rows: number;
  /** Another number gives every field another value. */
  readonly run: number;
}

/** What became of the rows of a file, when it was applied. */
export interface FileExpected {
  readonly bytes: number;
  readonly applied: number;
  readonly failed: number;
}

export const fileColumns = [
  'customerId',
  'legalName',
  'contactNumber',
  'email',
  'address',
  'outstandingAmount',
] as const;

/** Of a hundred rows one names a customer that is not there. */
const failingEvery = 100;
const blockRows = 2_000;

/** A CSV of random customers, no one twice: six columns, 85 bytes a row. */
export async function writeCompanyFile({ path, keys, rows, run }: FileWanted): Promise<FileExpected> {
  const order = new Lot(keys.keys(), randomNumbers(run)).draw(rows);
  const file = createWriteStream(path);
  let bytes = 0;
  let failed = 0;
  let block = `${fileColumns.join(',')}\n`;
  for (const [place, customer] of order.entries()) {
    const isMissing = place % failingEvery === failingEvery - 1;
    if (isMissing) failed += 1;
    const key = isMissing ? `KCMISSING${String(place % 10_000_000).padStart(7, '0')}` : keys[customer];
    const amount = `${1_000 + ((customer * 7 + run) % 900_000)}.${String(((customer + run) % 90) + 10)}`;
    block += `${key},Name ${run} ${customer},${8_000_000_000 + ((customer + run * 1_000_003) % 1_000_000_000)},c${customer}r${run}@example.com,${customer}-${run} Station Road,${amount}\n`;
    if (place % blockRows === blockRows - 1 || place === rows - 1) {
      bytes += Buffer.byteLength(block);
      if (!file.write(block)) await once(file, 'drain');
      block = '';
    }
  }
  file.end();
  await once(file, 'close');
  return { bytes, applied: rows - failed, failed };
}
