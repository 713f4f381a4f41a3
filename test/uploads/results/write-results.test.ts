import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../../../src/engine/records.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { resultFile } from '../../../src/spreadsheet/result-file.ts';
import type { RowNote, SpooledRow } from '../../../src/uploads/ports.ts';
import type { WrittenFile } from '../../../src/uploads/results/result-ports.ts';
import type { UploadResult } from '../../../src/uploads/results/upload-result.ts';
import type { EndedUpload, ResultDeps } from '../../../src/uploads/results/ended-upload.ts';
import { writeResults } from '../../../src/uploads/results/write-results.ts';
import { rowKinds } from '../../../src/uploads/upload.ts';
import { standardOptions } from '../open-uploads.ts';

const { valid, invalid, excluded } = rowKinds;
const signal = new AbortController().signal;

interface Case {
  /** Each row: its kind and its cells. */
  readonly rows: readonly (readonly [kind: number, ...cells: string[]])[];
  readonly outcomes: readonly Outcome[];
  readonly notes?: readonly RowNote[];
  readonly operation?: 'update' | 'add';
}

/** A CSV of `Cust ID`, `Outstanding` and `Ref No`, everything of it held in memory. */
function ended({ rows, outcomes, notes = [], operation = 'update' }: Case) {
  const cells: SpooledRow[] = rows.map(([, ...row], index) => ({ index, row: index + 2, cells: row }));
  const columns = [
    ['Cust ID', 'customerId'],
    ['Outstanding', 'outstandingAmount'],
    ['Ref No', 'uniqueRefNo'],
  ].map(([header = '', field = '']) => ({ header, field, how: 'alias' as const, samples: [] }));
  const format = { type: 'csv', encoding: 'utf-8', delimiter: ',', lineEnds: 'lf', sheet: null } as const;
  const file = { storedAs: 'incoming/1/file', name: 'june.csv', bytes: 1 };
  const upload = {
    ref: { organizationId: 1, uploadId: 1 },
    operation,
    file,
    contactsFile: null,
    options: standardOptions,
  };
  const tables = [{ table: 'customers', format, columns, cutColumns: 0, rows: rows.length }];
  const stored = new Map<string, string>();
  const saved: { result?: UploadResult; files?: readonly WrittenFile[] } = {};
  const deps: Pick<ResultDeps<never>, 'batches' | 'files' | 'openResult' | 'results' | 'edited' | 'onProgress'> &
    object = {
    batches: {
      async *outcomes() {
        yield outcomes;
      },
    },
    files: {
      async put(name, content) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of content) chunks.push(chunk);
        stored.set(name, Buffer.concat(chunks).toString());
        return { bytes: 1 };
      },
      local: notUsed,
      read: notUsed,
      delete: notUsed,
    },
    openResult: (found) => Object.assign(resultFile(found), { extension: 'csv', mediaType: 'text/csv' }),
    results: {
      async save(_batch, result, files) {
        Object.assign(saved, { result, files });
      },
    },
    edited: (_upload, _table, spooled) => spooled,
    onProgress: async () => undefined,
  };
  const spool = {
    async *readCells() {
      for (let at = 0; at < cells.length; at += 2) yield cells.slice(at, at + 2);
    },
    readNotes: async (_ref: unknown, _table: unknown, { from, until }: { from: number; until: number }) =>
      notes.filter(({ index }) => index >= from && index < until),
    findRows: async (_ref: unknown, _table: unknown, indexes: readonly number[]) =>
      cells.filter(({ index }) => indexes.includes(index)),
  };
  const what = {
    upload,
    findings: { sheets: [], tables, counts: {}, warnings: [] },
    kinds: Uint8Array.from(rows, ([kind]) => kind),
    sheets: companySheets({ newContactId: () => 'kcp_1' }),
    batch: { id: 1, publicId: 'batch_1', list: { organizationId: 1, listId: 1 } },
  } as unknown as EndedUpload;
  return { what, deps: { ...deps, spool } as unknown as ResultDeps<never>, stored, saved };
}

function notUsed(): never {
  throw new Error('not used');
}

const key = (n: number) => `KC${String(n).padStart(14, '0')}`;
const updated = (index: number): Outcome => ({ index, outcome: 'updated' });

describe('what became of a file', () => {
  test('is counted and summed over its rows; those that the user left out are in no file and no count', async () => {
    const { what, deps, stored, saved } = ended({
      rows: [
        [valid, key(1), '0.10', ''],
        [excluded, key(2), '7', ''],
        [valid, key(3), '0.20', ''],
        [valid, key(4), '5', ''],
        [invalid, key(5), 'x', ''],
      ],
      outcomes: [
        updated(0),
        { index: 2, outcome: 'unchanged' },
        { index: 3, outcome: 'failed', error: 'resource_busy_exception', reason: '' },
      ],
      notes: [
        {
          index: 4,
          faults: [{ column: 'Outstanding', code: 'rule_broken', message: 'Outstanding is x', value: 'x' }],
          warnings: [],
        },
      ],
    });
    await writeResults(what, deps, signal);
    const { firstApplied, firstFailed, ...counts } = saved.result ?? assert.fail();
    assert.deepEqual(counts, { total: 4, applied: 2, failed: 2, failedContacts: 0, warned: 0, amount: '0.30' });
    assert.deepEqual(
      firstApplied.map(({ row }) => row),
      [2, 4],
    );
    assert.deepEqual(
      firstFailed.map(({ row, errors }) => [row, errors?.[0]?.code]),
      [
        [5, 'resource_busy_exception'],
        [6, 'rule_broken'],
      ],
    );
    assert.doesNotMatch([...stored.values()].join(''), new RegExp(key(2)));
  });

  test('can be written again at any time, and is the same', async () => {
    const { what, deps, stored, saved } = ended({
      rows: [
        [valid, key(1), '1', ''],
        [invalid, '', '', ''],
      ],
      outcomes: [updated(0)],
    });
    await writeResults(what, deps, signal);
    const first = [new Map(stored), structuredClone(saved)];
    await writeResults(what, deps, signal);
    assert.deepEqual([stored, saved], first);
  });

  test('names a customer by his key, found or given, and never by a reference that nobody has', async () => {
    const { what, deps, saved } = ended({
      rows: [
        [valid, '', '', 'R1'],
        [invalid, '', '', 'R2'],
      ],
      outcomes: [updated(0)],
      notes: [
        { index: 0, key: key(1), faults: [], warnings: [] },
        { index: 1, faults: [], warnings: [] },
      ],
    });
    await writeResults(what, deps, signal);
    assert.deepEqual([saved.result?.firstApplied[0]?.key, saved.result?.firstFailed[0]?.key], [key(1), null]);
  });

  test('of new customers has the keys that they were given in its file of applied rows', async () => {
    const { what, deps, stored } = ended({
      operation: 'add',
      rows: [[valid, '', '1', 'R1']],
      outcomes: [updated(0)],
      notes: [{ index: 0, key: key(1), faults: [], warnings: [] }],
    });
    await writeResults(what, deps, signal);
    assert.equal(
      stored.get('results/batch_1/applied.csv'),
      `\uFEFFCust ID,Outstanding,Ref No,row,warnings\r\n${key(1)},1,R1,2,\r\n`,
    );
  });

  test('is given up where the process stops: no file is left half written', async () => {
    const { what, deps, stored, saved } = ended({ rows: [[valid, key(1), '1', '']], outcomes: [updated(0)] });
    const stopping = new AbortController();
    const onProgress = async () => stopping.abort(new Error('the process stops'));
    const rows = (await Array.fromAsync(deps.spool.readCells(what.upload.ref, 'customers', 0))).flat();
    const endless = {
      ...deps.spool,
      async *readCells() {
        for (;;) yield rows;
      },
    };
    await assert.rejects(
      writeResults(what, { ...deps, spool: endless, onProgress }, stopping.signal),
      /the process stops/,
    );
    assert.deepEqual([stored.size, saved.result], [0, undefined]);
  });
});
