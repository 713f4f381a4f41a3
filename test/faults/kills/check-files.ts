import assert from 'node:assert/strict';
import { downloadRows } from '../../acceptance/company/company.ts';
import type { Client } from '../../tenant.ts';
import { nameOf, type SentFile } from './file-client.ts';
import type { Ledger } from './ledger.ts';
import { type Batch, closingFaults, readChanges } from './read-batches.ts';

interface Checked {
  readonly who: Client;
  /** Of the company: those that its files made. */
  readonly batches: readonly Batch[];
  readonly sent: readonly SentFile[];
  readonly ledger: Ledger;
}

/** What became of the files against what was sent: sentences about what does not fit. */
export async function checkFiles({ who, batches, sent, ledger }: Checked): Promise<string[]> {
  const faults = batches.flatMap(closingFaults);
  const ids = sent.map(({ batchId }) => batchId);
  if (batches.length !== sent.length || new Set(ids).size !== sent.length) {
    faults.push(`${sent.length} files became ${batches.length} batches: ${ids.join(', ')}`);
  }
  for (const file of sent) {
    const batch = batches.find(({ id }) => id === file.batchId);
    if (!batch) faults.push(`${file.batchId} is not there`);
    else faults.push(...(await fileFaults({ who, batch, file, ledger })));
  }
  return faults;
}

interface FileChecked {
  readonly who: Client;
  readonly batch: Batch;
  readonly file: SentFile;
  readonly ledger: Ledger;
}

async function fileFaults({ who, batch, file, ledger }: FileChecked): Promise<string[]> {
  const good = file.rows.flatMap(({ isGood }, index) => (isGood ? [index + 2] : []));
  const bad = file.rows.flatMap(({ isGood }, index) => (isGood ? [] : [index + 2]));
  const faults: string[] = [];
  const named = `file ${file.number} (${batch.id})`;
  if (batch.state !== 'completed') faults.push(`${named} is ${batch.state}: ${JSON.stringify(batch)}`);
  const { total, updated } = batch.counts;
  if (total !== file.rows.length || updated !== good.length) {
    faults.push(`${named} of ${file.rows.length} rows, ${good.length} of them good: ${JSON.stringify(batch.counts)}`);
  }
  const changed = await enterChanges({ who, batch, file, ledger });
  if (changed !== good.length) faults.push(`${named} made ${changed} right changes of ${good.length}`);
  for (const [kind, rows] of [
    ['applied', good],
    ['failed', bad],
  ] as const) {
    const written = await writtenRows(batch, kind);
    if (written.join() !== rows.join()) faults.push(`${named}: ${written.length} rows ${kind}, not ${rows.length}`);
  }
  return faults;
}

/** Into the ledger; answers how many are what a row asked for. */
async function enterChanges({ who, batch, file, ledger }: FileChecked): Promise<number> {
  let right = 0;
  for await (const page of readChanges(who, batch.id)) {
    for (const { key, version, changes } of page) {
      const { from, to } = changes['legalName'] ?? {};
      const row = Number(String(to).split(' ').at(-1));
      if (to === nameOf(file.number, row) && file.rows[row - 2]?.customerId === key) right += 1;
      ledger.add({ key, version, from, to, batchId: batch.id });
    }
  }
  return right;
}

/** The rows' numbers in the sheet, as they stand in the result file. */
async function writtenRows({ files, id }: Batch, kind: 'applied' | 'failed'): Promise<number[]> {
  const url = files.find((file) => file.kind === kind)?.url;
  if (url === undefined) return [];
  const [header = [], ...rows] = await downloadRows(url);
  const column = header.indexOf('row');
  assert.ok(column >= 0, `the ${kind} file of ${id} numbers its rows`);
  return rows.map((cells) => Number(cells[column]));
}
