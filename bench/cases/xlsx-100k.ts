import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { atMost, type Bench, type Case } from '../case.ts';
import { company, companyKeys, openCompany } from '../company-customers.ts';
import { settle } from '../customers.ts';
import { statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';
import { upload } from '../upload.ts';
import { uploadUntilReady } from '../upload-until-ready.ts';
import { writeWorkbook } from '../workbook-file.ts';
import type { Reading } from '../workbook-reading.ts';

/**
 * A workbook of 100,000 rows × 12: from its first byte until its last result file is written, and until it can be looked
 * at (read, checked, compared), each against reading alone the same file with the same reader.
 */
export const xlsx100k: Case = {
  name: 'xlsx-100k',
  summary: 'a workbook of 100,000 rows × 12 by upload until the last result file, against reading it alone',
  async run(bench) {
    const rows = bench.scale.fileRowsSmall;
    await using subject = await openSubject(bench, 100);
    await openCompany(bench, subject, rows);
    await using directory = await bench.openDirectory();
    const keys = await companyKeys(subject.control, rows);
    const file = path.join(directory.path, 'customers.xlsx');
    bench.say(`writing ${rows.toLocaleString('en')} rows`);
    await writeWorkbook(file, rows, (number) => keys[number] ?? '');
    const { applied, ready, reading } = await measure(bench, subject, { file, rows });
    const row = (name: string, ours: typeof applied, notes: readonly string[]) => ({
      name,
      ours: seconds(ours.median),
      floor: seconds(reading.median),
      value: ours.median / reading.median,
      unit: 'ratio' as const,
      target: atMost(2, 1.2),
      notes,
      details: { rows, ours, reading },
    });
    return [
      row('xlsx-100k', applied, [`${rows.toLocaleString('en')} rows; the floor is our reader alone`]),
      row('xlsx-100k: until it is shown', ready, ['read, checked, and each row compared with its customer']),
    ];
  },
};

async function measure(bench: Bench, subject: Subject, { file, rows }: { file: string; rows: number }) {
  const { control, service, token } = subject;
  const door = { url: service.url, token, company };
  const times = { applied: [] as number[], ready: [] as number[], reading: [] as number[] };
  for (let run = 0; run < bench.scale.filePairs; run += 1) {
    bench.signal.throwIfAborted();
    times.reading.push(await readAlone(bench, file));
    times.ready.push(await uploadUntilReady(door, file));
    // Every field is new in every run.
    await control.query(`update customers set data = '{"legalName":"before"}'`);
    await control.query('delete from customer_references');
    await settle(control, ['customers']);
    const { ms, answer } = await upload(door, file);
    assert.deepEqual([answer.payload.success_count, answer.payload.failure_count], [rows, 0]);
    times.applied.push(ms);
  }
  return {
    applied: statistics(times.applied),
    ready: statistics(times.ready),
    reading: statistics(times.reading),
  };
}

const script = fileURLToPath(new URL('../workbook-reading.ts', import.meta.url));

async function readAlone({ signal }: Bench, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'ours', 'time', file], { signal });
  return (JSON.parse(stdout) as Reading).ms;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
