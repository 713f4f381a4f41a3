import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fenced } from '../../src/engine/ports.ts';
import type { Spool } from '../../src/uploads/ports.ts';
import { rowKinds } from '../../src/uploads/upload.ts';
import type { FakeFile } from './fake-workbook.ts';
import { FakeWorkbook } from './fake-workbook.ts';
import { keyOf, type OpenUploads, openUploads, standardOptions } from './open-uploads.ts';

const header = ['Customer ID', 'Legal Name', 'E-mail'];
const good = { csv: [header, [keyOf('A'), 'Asha', 'a@example.com'], [], [keyOf('B'), 'Rao', null]] };

describe('reading and checking a file', () => {
  let uploads: OpenUploads;
  before(async () => {
    uploads = await openUploads();
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const refusal = async (file: FakeFile, upload?: Parameters<OpenUploads['take']>[1]): Promise<string> => {
    const taken = await uploads.take(file, upload);
    assert.equal(taken.upload.state, 'refused');
    assert.deepEqual(taken.rows, { customers: [], contacts: [] });
    assert.deepEqual(taken.records, []);
    return taken.upload.refusal?.message ?? '';
  };

  test('spools its rows, makes records of the good ones, and says what it found', async () => {
    const bad = [keyOf('C'), 'Mehta', 'nobody'];
    const { upload, rows, records, notes, ref } = await uploads.take({ csv: [...good.csv, bad] });
    assert.equal(upload.state, 'ready');
    assert.deepEqual(
      rows.customers.map(({ row, index }) => [row, index]),
      [
        [2, 0],
        [4, 1],
        [5, 2],
      ],
    );
    assert.deepEqual(records, [
      { index: 0, key: keyOf('A'), patch: { legalName: 'Asha', email: 'a@example.com' } },
      { index: 1, key: keyOf('B'), patch: { legalName: 'Rao' } },
    ]);
    assert.deepEqual(
      notes.customers.map(({ index, faults }) => [index, faults[0]?.column]),
      [[2, 'E-mail']],
    );
    const { findings } = upload;
    assert.deepEqual(findings?.counts, { total: 3, valid: 2, invalid: 1, warned: 0, excluded: 0 });
    const [table] = findings?.tables ?? [];
    assert.deepEqual(table?.columns[1], {
      header: 'Legal Name',
      field: 'legalName',
      how: 'exact',
      samples: ['Asha', 'Rao', 'Mehta'],
    });
    assert.deepEqual([table?.rows, table?.format.type, table?.cutColumns], [3, 'csv', 0]);
    assert.deepEqual([...(await uploads.checks.readKinds(ref))], [rowKinds.valid, rowKinds.valid, rowKinds.invalid]);
  });

  test('refuses one that has nothing to apply, and says so', async () => {
    assert.match(await refusal({ csv: [] }), /^The file is empty\. Its first row must be a header/);
    assert.match(await refusal({ csv: [[], [], []] }), /is empty/);
    assert.match(await refusal({ csv: [header] }), /has a header and no rows below it/);
    assert.match(await refusal({ sheets: { Customers: [header] } }), /^Sheet Customers has a header and no rows/);
    assert.match(await refusal({ sheets: {} }), /no sheet with rows/);
  });

  test('refuses a header that names no customer, or one field twice, and shows its columns', async () => {
    const nameless = await uploads.take({
      sheets: {
        June: [
          ['Name', 'E-mail'],
          ['Asha', 'x'],
        ],
      },
    });
    assert.match(nameless.upload.refusal?.message ?? '', /^Sheet June: /);
    assert.deepEqual(
      nameless.upload.findings?.tables[0]?.columns.map(({ header }) => header),
      ['Name', 'E-mail'],
    );
    assert.equal(nameless.upload.findings?.tables[0]?.rows, 0);
    assert.match(
      await refusal({
        csv: [
          ['customerId', 'email', 'E-Mail'],
          [keyOf('A'), 'a', 'b'],
        ],
      }),
      /email/i,
    );
  });

  test('refuses more columns than a sheet may have', async () => {
    const wide = ['customerId', ...Array.from({ length: 200 }, (_, i) => `c${i}`)];
    assert.match(await refusal({ sheets: { S: [wide, [keyOf('A')]] } }), /^Sheet S has 201 columns and may have 200/);
    const most = await uploads.take({ sheets: { S: [wide.slice(0, 200), [keyOf('A')]] } });
    assert.equal(most.upload.state, 'ready');
  });

  test('refuses a file that is gone, and one whose list was deleted', async () => {
    const ref = await uploads.receive(good);
    const { files } = { files: { local: async () => null } };
    assert.equal(await uploads.check(ref, { files: files as never }), 'refused');
    assert.match((await uploads.read(ref)).upload.refusal?.message ?? '', /not kept any more/);
    const other = await uploads.receive(good);
    assert.equal(await uploads.check(other, { lists: { find: async () => null } }), 'refused');
    assert.equal((await uploads.read(other)).upload.refusal?.code, 'list_mismatch');
  });

  test('reads the sheet of the customers: the one named so, else the first whose header maps', async () => {
    const other = [
      ['Notes', 'Dates'],
      ['x', 'y'],
    ];
    const sheetOf = async (sheets: Record<string, (readonly (string | null)[])[]>, sheet: string | null = null) => {
      const { upload } = await uploads.take({ sheets }, { options: { ...standardOptions, sheet } });
      return upload.refusal?.message ?? upload.findings?.tables[0]?.format.sheet;
    };
    assert.equal(await sheetOf({ June: good.csv, ' customers ': good.csv }), ' customers ');
    assert.equal(await sheetOf({ Empty: [], Notes: other, June: good.csv, July: good.csv }), 'June');
    assert.equal(await sheetOf({ June: good.csv, July: good.csv }, 'July'), 'July');
    assert.match((await sheetOf({ Empty: [], Notes: other, More: other })) ?? '', /^Sheet Notes: /);
    assert.match((await sheetOf({ June: good.csv }, 'May')) ?? '', /no sheet "May"\. It has June\./);
    assert.match((await sheetOf({ June: good.csv, Customers: other })) ?? '', /^Sheet Customers: /);
  });

  test('closes what it opened, also when it is refused', async () => {
    for (const file of [good, { csv: [['x'], ['y']] }, { csv: [header] }]) {
      const workbook = new FakeWorkbook(file);
      await uploads.check(await uploads.receive(file), { openSpreadsheet: async () => workbook });
      assert.deepEqual([workbook.open, workbook.isClosed], [0, true]);
    }
  });

  test('reads a failure file that was mended: its own two columns are passed over', async () => {
    const mended = [...header, 'row', 'error'];
    const row = [keyOf('A'), 'Asha', 'a@example.com', '17', 'E-mail must be …'];
    const { upload, records } = await uploads.take({ csv: [mended, row] });
    assert.deepEqual(records, [{ index: 0, key: keyOf('A'), patch: { legalName: 'Asha', email: 'a@example.com' } }]);
    assert.deepEqual([upload.findings?.tables[0]?.columns.length, upload.findings?.tables[0]?.cutColumns], [3, 2]);
  });

  test('reads the contacts from their sheet, or from a file of their own, and numbers them on', async () => {
    const contacts = [
      ['Customer ID', 'name', 'mobile'],
      [keyOf('A'), 'Dev', '9876543210'],
      [keyOf('A'), 'Uma', 'x'],
    ];
    const workbook = await uploads.take({ sheets: { Contacts: contacts, Customers: good.csv } });
    const two = await uploads.take(good, { contacts: { csv: contacts } });
    for (const { upload, records, notes, rows, ref } of [workbook, two]) {
      assert.deepEqual(
        records.map(({ index, key }) => [index, key]),
        [
          [0, keyOf('A')],
          [1, keyOf('B')],
          [2, keyOf('A')],
        ],
      );
      assert.equal(rows.contacts.length, 2);
      assert.deepEqual(
        notes.contacts.map(({ index, faults }) => [index, faults.length]),
        [[1, 1]],
      );
      assert.deepEqual(notes.customers, []);
      assert.deepEqual(
        upload.findings?.tables.map(({ table, rows }) => [table, rows]),
        [
          ['customers', 2],
          ['contacts', 2],
        ],
      );
      assert.deepEqual(upload.findings?.counts, { total: 4, valid: 3, invalid: 1, warned: 0, excluded: 0 });
      assert.equal((await uploads.checks.readKinds(ref)).length, 4);
    }
    const none = await uploads.take({ sheets: { Customers: good.csv, Contacts: [] } });
    assert.deepEqual(
      none.upload.findings?.tables.map(({ table }) => table),
      ['customers'],
    );
    assert.match(await refusal(good, { contacts: { csv: [] } }), /empty/);
  });

  test('reads a column of dates to its end before it says what they mean', async () => {
    const dates = ['03/04/2026', '04/05/2026', '31/05/2026'].map((date, i) => [`loan_${i}`, date]);
    const { records } = await uploads.take({ csv: [['loan_id', 'emi_due_date'], ...dates] }, { campaign: true });
    assert.deepEqual(
      records.map(({ patch }) => patch['emi_due_date']),
      ['2026-04-03', '2026-05-04', '2026-05-31'],
    );
  });

  test('checks rows while it reads until a date says nothing by itself; from there on they wait', async () => {
    const dates = ['2026-04-03', '3 May 2026', '2026-04-05', '03/04/2026', '2026-04-07', '31/05/2026'];
    const rows = dates.map((date, i) => [`loan_${i % 4}`, date]);
    const ref = await uploads.receive({ csv: [['loan_id', 'emi_due_date'], ...rows] }, { campaign: true });
    const readFrom: number[] = [];
    const spool: Spool = {
      ...uploads.spool,
      readCells(of, table, from) {
        readFrom.push(from);
        return uploads.spool.readCells(of, table, from);
      },
    };
    await uploads.check(ref, { spool });
    assert.deepEqual(readFrom, [3]);
    const { records, notes } = await uploads.read(ref);
    assert.deepEqual(
      records.map(({ index, patch }) => [index, patch['emi_due_date']]),
      ['2026-04-03', '2026-05-03', '2026-04-05', '2026-04-03', '2026-04-07', '2026-05-31'].map((date, i) => [i, date]),
    );
    assert.deepEqual(
      notes.customers.map(({ index, warnings }) => [index, warnings.map(({ code }) => code)]),
      [
        [1, ['date_read']],
        [3, ['date_read']],
        [4, ['repeated_customer']],
        [5, ['date_read', 'repeated_customer']],
      ],
    );
  });

  test('reads no row twice where all dates speak for themselves', async () => {
    const spool: Spool = { ...uploads.spool, readCells: () => assert.fail('a row is read again') };
    const rows = ['2026-04-03', '31-May-2026', ''].map((date, i) => [`loan_${i}`, date]);
    const ref = await uploads.receive({ csv: [['loan_id', 'emi_due_date'], ...rows] }, { campaign: true });
    assert.equal(await uploads.check(ref, { spool }), 'ready');
  });

  test('that goes its way in one step is applied next; another is compared first', async () => {
    const compared: number[] = [];
    const compare = async ({ kinds }: { kinds: Uint8Array }) => {
      compared.push(kinds.length);
      kinds.fill(rowKinds.changing);
      return { chunkRecords: 500, changing: 2, unchanged: 0, missing: 0, failing: 0 };
    };
    const shown = await uploads.receive(good);
    await uploads.check(shown, { compare });
    assert.deepEqual([...(await uploads.checks.readKinds(shown))], [rowKinds.changing, rowKinds.changing]);
    const oneStep = await uploads.receive(good, { oneStep: true });
    assert.equal(await uploads.check(oneStep, { compare }), 'ready');
    assert.equal((await uploads.read(oneStep)).upload.state, 'applied');
    assert.deepEqual(compared, [2]);
    assert.equal((await uploads.read(shown)).upload.findings?.compared?.changing, 2);
  });

  test('begins anew after a crash, and the one that was thought dead writes nothing more', async () => {
    const ref = await uploads.receive(good);
    const stuck = Promise.withResolvers<undefined>();
    const checked = Promise.withResolvers<undefined>();
    const compare = async () => {
      checked.resolve(undefined);
      return stuck.promise;
    };
    const first = uploads.check(ref, { compare });
    await checked.promise;
    assert.equal(await uploads.check(ref), 'ready');
    stuck.resolve(undefined);
    await assert.rejects(first, Fenced);
    assert.equal((await uploads.read(ref)).records.length, 2);
    assert.equal(await uploads.check(ref), 'ready', 'there is nothing left to do');
  });

  test('stops soon after the signal, and when its batch is cancelled', async () => {
    const stopped = new Error('stopped');
    const ref = await uploads.receive(good);
    await assert.rejects(uploads.check(ref, { signal: AbortSignal.abort(stopped) }), stopped);
    assert.equal((await uploads.read(ref)).upload.state, 'reading');
    const cancelled = await uploads.receive(good, { oneStep: true });
    const { rows } = await uploads.database.query<{ id: number }>(
      `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, cancel_requested,
         total, valid, invalid, chunks, chunk_records, keys)
       values (1, 'batch_1', 1, 'company', 'update', 'running', false, true, 0, 0, 0, 0, 0, '') returning id`,
    );
    await uploads.database.transact((tx) => uploads.desk.setBatch(tx, cancelled, { id: rows[0]?.id ?? 0 }));
    await assert.rejects(uploads.check(cancelled), (error) => error instanceof Fenced && error.why === 'cancelled');
    const batch = await uploads.database.query(`select phase, phase_done, phase_of from batches`);
    // The report was part of the transaction that found out.
    assert.deepEqual(batch.rows, [{ phase: null, phase_done: 0, phase_of: 0 }]);
  });

  test('reports how far it is, now and then', async () => {
    const ref = await uploads.receive(good);
    const reports: unknown[] = [];
    let now = 0;
    const store = { ...uploads.checks, progress: async (_claim: unknown, at: unknown) => void reports.push(at) };
    await uploads.check(ref, { store, now: () => now++ * 200 });
    assert.deepEqual(reports, [{ phase: 'reading', done: 5, of: 10 }]);
  });
});
