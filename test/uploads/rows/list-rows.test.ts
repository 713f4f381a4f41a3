import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Change, Outcome } from '../../../src/engine/records.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { spoolPreviews } from '../../../src/store/spool-previews.ts';
import type { SpoolRef } from '../../../src/uploads/ports.ts';
import { listRows, type RowsPage, type RowsQuery } from '../../../src/uploads/rows/list-rows.ts';
import { rowKinds } from '../../../src/uploads/upload.ts';
import { uploadChanges } from '../../../src/store/upload-changes.ts';
import { changeUpload } from '../../../src/uploads/change/change-upload.ts';
import { keyOf, type OpenUploads, openUploads } from '../open-uploads.ts';

const sheets = companySheets({ newContactId: () => 'kcp_new' });
const header = ['customerId', 'uniqueRefNo', 'legalName', 'ifsc'];

describe('the rows of an upload', () => {
  let uploads: OpenUploads;
  before(async () => {
    uploads = await openUploads();
    await uploads.refer(keyOf('R'), { uniqueRefNo: 'R1' });
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const list = async (ref: SpoolRef, query: Partial<RowsQuery> = {}): Promise<RowsPage> => {
    const { upload } = await uploads.read(ref);
    if (!upload.findings) throw new Error('it was not checked');
    const listed = { upload, findings: upload.findings, kinds: await uploads.checks.readKinds(ref), sheets };
    const deps = { spool: uploads.spool, previews: spoolPreviews(uploads.database), chunkRecords: 500 };
    return listRows(listed, { filter: null, search: null, from: { cursor: 0 }, limit: 50, ...query }, deps);
  };
  const numbers = ({ rows }: RowsPage) => rows.map(({ row }) => row);

  test('are shown in file order, with their keys and what is to be said of them', async () => {
    const { ref } = await uploads.take({
      csv: [
        header,
        [keyOf('A'), null, 'Asha', 'hdfc0001234'],
        [null, 'R1', 'Rao', null],
        [null, 'R9', 'x', null],
        [keyOf('B'), null, 'y', 'z'],
      ],
    });
    const { rows, next } = await list(ref);
    assert.equal(next, null);
    assert.deepEqual(
      rows.map(({ row, key, outcome, errors, warnings }) => [row, key, outcome, errors.length, warnings.length]),
      [
        [2, keyOf('A'), 'valid', 0, 1],
        [3, keyOf('R'), 'valid', 0, 0],
        [4, null, 'invalid', 1, 0],
        [5, keyOf('B'), 'invalid', 1, 0],
      ],
    );
    assert.deepEqual(rows[0]?.cells, [keyOf('A'), null, 'Asha', 'hdfc0001234']);
    assert.deepEqual(numbers(await list(ref, { filter: 'invalid' })), [4, 5]);
    assert.deepEqual(numbers(await list(ref, { filter: 'warned' })), [2]);
    assert.deepEqual(numbers(await list(ref, { search: 'ASHA' })), [2]);
    assert.deepEqual(numbers(await list(ref, { search: keyOf('R') })), [3]);
    assert.deepEqual(numbers(await list(ref, { search: 'hdfc', filter: 'invalid' })), []);
  });

  test('show their edited cells, and those that are left out', async () => {
    const { ref, upload } = await uploads.take({
      csv: [header, [keyOf('A'), null, 'Asha', null], [keyOf('B'), null, 'Rao', null]],
    });
    const { database, desk, spool } = uploads;
    const change = { cells: [{ row: 2, column: 'legalName', value: 'Asha Rao' }], exclude: [3] };
    const id = { organizationId: 1, publicId: upload.publicId };
    await database.transact((tx) => changeUpload(tx, { id, change }, { desk, changes: uploadChanges, spool }));
    await uploads.check(ref);
    const { rows } = await list(ref);
    assert.deepEqual(
      rows.map(({ cells, outcome }) => [cells[2], outcome]),
      [
        ['Asha Rao', 'valid'],
        ['Rao', 'excluded'],
      ],
    );
    assert.deepEqual(numbers(await list(ref, { filter: 'excluded' })), [3]);
    assert.deepEqual(numbers(await list(ref, { search: 'asha rao' })), [2]);
  });

  test('whose comparison is just made anew are without their reasons, and nobody is refused', async () => {
    const { upload } = await uploads.take({ csv: [header, [keyOf('A'), null, 'Asha', null]] });
    if (!upload.findings) throw new Error('it was not checked');
    const kinds = Uint8Array.of(rowKinds.valid | rowKinds.failing);
    const deps = { spool: uploads.spool, previews: spoolPreviews(uploads.database), chunkRecords: 500 };
    const query = { filter: null, search: null, from: { cursor: 0 }, limit: 50 };
    const { rows } = await listRows({ upload, findings: upload.findings, kinds, sheets }, query, deps);
    assert.deepEqual(
      rows.map(({ outcome, errors }) => [outcome, errors]),
      [['failed', []]],
    );
    // Whoever shows them asks whether they are all there.
    assert.equal(await uploads.desk.isShown({ ...upload.ref, generation: 99 }), false);
  });

  test('come in pages that lead through all of them once', async () => {
    const rows = Array.from({ length: 2_600 }, (_, i) => [
      keyOf(String(i)),
      null,
      `name ${i}`,
      i % 9 === 0 ? 'wrong' : null,
    ]);
    const contacts = [['customerId', 'name', 'mobile'], ...Array.from({ length: 30 }, () => [keyOf('1'), 'Dev', 'x'])];
    const { ref } = await uploads.take({ sheets: { Customers: [header, ...rows], Contacts: contacts } });
    const all = async (query: Partial<RowsQuery>) => {
      const found: string[] = [];
      let cursor: number | null = 0;
      do {
        const page: RowsPage = await list(ref, { ...query, from: { cursor } });
        assert.ok(page.rows.length <= 100);
        found.push(...page.rows.map(({ table, row }) => `${table} ${row}`));
        cursor = page.next;
      } while (cursor !== null);
      assert.equal(new Set(found).size, found.length);
      return found.length;
    };
    assert.equal(await all({ limit: 1_000 }), 2_630);
    assert.equal(await all({ filter: 'invalid', limit: 7 }), 289 + 30);
    assert.equal(await all({ search: 'name 25', limit: 20 }), 111);
    assert.equal(await all({ search: 'nobody' }), 0);
  });

  test('are looked through for a bounded time: an empty page may lead on', async () => {
    // As if a million rows had been read: what is wanted stands in none of them.
    const { ref, upload } = await uploads.take({ csv: [header, [keyOf('A'), null, 'Asha', null]] });
    const [customers] = upload.findings?.tables ?? [];
    if (!customers || !upload.findings) throw new Error('it was not checked');
    const findings = { ...upload.findings, tables: [{ ...customers, rows: 1_000_000 }] };
    const kinds = new Uint8Array(1_000_000).fill(rowKinds.valid);
    const asked: number[] = [];
    const spool = {
      ...uploads.spool,
      findRows: async (...[, , indexes]: [unknown, unknown, readonly number[]]) => {
        asked.push(indexes.length);
        return [];
      },
    };
    const deps = { spool, previews: spoolPreviews(uploads.database), chunkRecords: 500 };
    const query = { filter: null, search: 'x', from: { cursor: 0 }, limit: 10 } as const;
    assert.deepEqual(await listRows({ upload, findings, kinds, sheets }, query, deps), {
      rows: [],
      next: 100_000,
      total: null,
    });
    assert.equal(asked.length, 100);
    assert.deepEqual((await uploads.read(ref)).records.length, 1);
  });

  test('say what they would change, or why they would fail, once they were compared', async () => {
    const ref = await uploads.receive({
      csv: [header, ...['A', 'B', 'C', 'D'].map((name) => [keyOf(name), null, name, null])],
    });
    const previews = spoolPreviews(uploads.database);
    const outcomes: Outcome[] = [
      { index: 0, outcome: 'updated' },
      { index: 1, outcome: 'unchanged' },
      { index: 2, outcome: 'failed', error: 'document_missing_exception', reason: 'x' },
      {
        index: 3,
        outcome: 'failed',
        error: 'document_too_large_exception',
        reason: 'The data would take 70,000 bytes',
      },
    ];
    const changed: Change = {
      key: keyOf('A'),
      version: 2,
      previousPack: null,
      fields: { legalName: { from: 'Old', to: 'A' } },
    };
    await uploads.check(ref, {
      async compare({ kinds, upload: { revision } }) {
        await previews.write({ ...ref, revision }, 0, { outcomes, versions: new Map(), changes: [changed] });
        kinds.set(
          [rowKinds.changing, rowKinds.unchanged, rowKinds.missing, rowKinds.failing].map(
            (kind) => kind | rowKinds.valid,
          ),
        );
      },
    });
    const { rows } = await list(ref);
    assert.deepEqual(
      rows.map(({ outcome, changes }) => [outcome, changes]),
      [
        ['updated', { legalName: { from: 'Old', to: 'A' } }],
        ['unchanged', {}],
        ['failed', {}],
        ['failed', {}],
      ],
    );
    assert.deepEqual(
      rows.map(({ errors }) => errors[0]?.code),
      [undefined, undefined, 'document_missing_exception', 'document_too_large_exception'],
    );
    assert.deepEqual(numbers(await list(ref, { filter: 'changing' })), [2]);
    assert.deepEqual(numbers(await list(ref, { filter: 'unchanged' })), [3]);
    assert.deepEqual(numbers(await list(ref, { filter: 'missing' })), [4]);
  });
});
