import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alternate } from '../alternate.ts';
import { atLeast, type Bench, type Case } from '../case.ts';
import { statistics } from '../statistics.ts';
import { writeWorkbook } from '../workbook-file.ts';
import type { Reading } from '../workbook-reading.ts';

type Reader = 'ours' | 'exceljs';

export const xlsxRead: Case = {
  name: 'xlsx-read',
  summary: 'reading alone a workbook of 100,000 rows × 12, against the streaming reader of ExcelJS',
  async run(bench) {
    const { fileRowsSmall: rows, filePairs } = bench.scale;
    await using directory = await bench.openDirectory();
    const file = path.join(directory.path, 'customers.xlsx');
    bench.say(`writing ${rows.toLocaleString('en')} rows`);
    await writeWorkbook(file, rows);
    bench.say('checking that both read the same');
    await check(bench, file, rows);
    bench.say(`timing ${filePairs} pairs`);
    const { ours, theirs } = await measure(bench, file, filePairs);
    const speed = rowsPerSecond(ours);
    const theirSpeed = rowsPerSecond(theirs);
    const peak = (readings: readonly Reading[]) => Math.max(...readings.map(({ peakMb }) => peakMb));
    return [
      {
        name: 'xlsx-read',
        ours: shown(speed.median),
        floor: shown(theirSpeed.median),
        value: speed.median / theirSpeed.median,
        unit: 'ratio',
        target: atLeast(1.5, 3),
        notes: [`the floor is ExcelJS; peak RSS: ours ${peak(ours).toFixed(0)} MB, its ${peak(theirs).toFixed(0)} MB`],
        details: { rows, ours: speed, exceljs: theirSpeed, readings: { ours, exceljs: theirs } },
      },
    ];
  },
};

/** Both find the same values in every cell. */
async function check({ signal }: Bench, file: string, rows: number): Promise<void> {
  const ours = await read('ours', 'check', { file, signal });
  const theirs = await read('exceljs', 'check', { file, signal });
  assert.equal(ours.rows, rows + 1);
  assert.equal(ours.cells, (rows + 1) * 12);
  assert.deepEqual([theirs.rows, theirs.cells, theirs.digest], [ours.rows, ours.cells, ours.digest]);
}

async function measure({ signal }: Bench, file: string, pairs: number): Promise<Record<'ours' | 'theirs', Reading[]>> {
  const ours: Reading[] = [];
  const theirs: Reading[] = [];
  await alternate({
    times: pairs,
    signal,
    prepare: () => file,
    ours: async (file) => void ours.push(await read('ours', 'time', { file, signal })),
    floor: async (file) => void theirs.push(await read('exceljs', 'time', { file, signal })),
  });
  return { ours, theirs };
}

const script = fileURLToPath(new URL('../workbook-reading.ts', import.meta.url));

/** In a process of its own, so that each begins with nothing and its peak of memory is its own. */
async function read(
  reader: Reader,
  what: 'check' | 'time',
  { file, signal }: { readonly file: string; readonly signal: AbortSignal },
): Promise<Reading> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, reader, what, file], { signal });
  return JSON.parse(stdout) as Reading;
}

function rowsPerSecond(readings: readonly Reading[]) {
  return statistics(readings.map(({ rows, ms }) => (rows / ms) * 1000));
}

function shown(rows: number): string {
  return `${Math.round(rows).toLocaleString('en')} rows/s`;
}
