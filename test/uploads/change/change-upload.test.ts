import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../../src/errors/request-error.ts';
import { uploadChanges } from '../../../src/store/upload-changes.ts';
import { changeUpload, type UploadChange } from '../../../src/uploads/change/change-upload.ts';
import type { SpoolRef } from '../../../src/uploads/ports.ts';
import { rowKinds } from '../../../src/uploads/upload.ts';
import type { FakeFile } from '../fake-workbook.ts';
import { type Checked, keyOf, type OpenUploads, openUploads } from '../open-uploads.ts';

const header = ['Customer ID', 'E-mail', 'Agent'];
const file = {
  csv: [
    header,
    [keyOf('A'), 'no address', 'x'],
    [],
    [keyOf('B'), 'b@example.com', 'y'],
    [keyOf('C'), 'c@example.com', 'z'],
  ],
};

describe('changing an upload before it is applied', () => {
  let uploads: OpenUploads;
  before(async () => {
    uploads = await openUploads();
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const change = async ({ upload }: Pick<Checked, 'upload'>, changed: UploadChange): Promise<unknown> => {
    const { database, desk, spool } = uploads;
    const id = { organizationId: upload.ref.organizationId, publicId: upload.publicId };
    return database.transact((tx) =>
      changeUpload(tx, { id, change: changed }, { desk, changes: uploadChanges, spool }),
    );
  };
  const again = async (ref: SpoolRef): Promise<Checked> => {
    await uploads.check(ref);
    return uploads.read(ref);
  };
  const changed = async (taken: FakeFile, how: UploadChange): Promise<Checked> => {
    const checked = await uploads.take(taken);
    await change(checked, how);
    return again(checked.ref);
  };
  const faultsOf = async (how: UploadChange, checked?: Checked): Promise<readonly string[]> => {
    const error = await change(checked ?? (await uploads.take(file)), how).catch((refused: unknown) => refused);
    assert.ok(error instanceof RequestError, String(error));
    return error.faults.length > 0 ? error.faults : [error.message];
  };

  test('another mapping is checked from the spool, with all that depends on it', async () => {
    const checked = await uploads.take(file);
    assert.equal(checked.upload.findings?.counts.invalid, 1);
    await change(checked, {
      mapping: [
        ['E-mail', null],
        ['Agent', 'legalName'],
      ],
    });
    assert.equal((await uploads.read(checked.ref)).upload.state, 'reading');
    // The file itself is not needed any more.
    assert.equal(await uploads.check(checked.ref, { files: { local: async () => null } as never }), 'ready');
    const { upload, records, rows } = await uploads.read(checked.ref);
    assert.deepEqual(
      records.map(({ patch }) => patch),
      [{ legalName: 'x' }, { legalName: 'y' }, { legalName: 'z' }],
    );
    assert.deepEqual(
      upload.findings?.tables[0]?.columns.map(({ field, how, samples }) => [field, how, samples.length]),
      [
        ['customerId', 'exact', 3],
        [null, 'given', 3],
        ['legalName', 'given', 3],
      ],
    );
    assert.equal(rows.customers.length, 3);
  });

  test('a cell that was edited counts, and the latest edit of it', async () => {
    const checked = await changed(file, { cells: [{ row: 2, column: 'E-mail', value: 'wrong again' }] });
    assert.equal(checked.upload.findings?.counts.invalid, 1);
    await change(checked, {
      cells: [
        { row: 2, column: 'E-mail', value: 'a@example.com' },
        { row: 4, column: 'Agent', value: null },
      ],
    });
    const { records, upload } = await again(checked.ref);
    assert.deepEqual(upload.findings?.counts, { total: 3, valid: 3, invalid: 0, warned: 0, excluded: 0 });
    assert.deepEqual(
      records.map(({ patch }) => patch),
      [
        { email: 'a@example.com', assignedAgent: 'x' },
        { email: 'b@example.com' },
        { email: 'c@example.com', assignedAgent: 'z' },
      ],
    );
    assert.equal(upload.edits.length, 2);
  });

  test('a row that is left out is no record, and comes back when it is included', async () => {
    const checked = await changed(file, { exclude: [2, 4] });
    assert.deepEqual(checked.upload.findings?.counts, { total: 1, valid: 1, invalid: 0, warned: 0, excluded: 2 });
    assert.deepEqual(
      checked.records.map(({ key }) => key),
      [keyOf('C')],
    );
    assert.deepEqual(
      [...(await uploads.checks.readKinds(checked.ref))],
      [rowKinds.excluded, rowKinds.excluded, rowKinds.valid],
    );
    assert.deepEqual(checked.notes.customers, []);
    await change(checked, { include: [4] });
    assert.deepEqual(
      (await again(checked.ref)).records.map(({ key }) => key),
      [keyOf('B'), keyOf('C')],
    );
  });

  test('what is empty or left out, and which rows there are, decides on dates and twins anew', async () => {
    const twins = { csv: [header, [keyOf('A'), 'a@example.com', 'x'], [keyOf('A'), 'b@example.com', 'y']] };
    const checked = await uploads.take(twins);
    assert.equal(checked.upload.findings?.counts.warned, 1);
    await change(checked, { exclude: [2], emptyCells: 'clear' });
    const { upload } = await again(checked.ref);
    assert.deepEqual([upload.findings?.counts.warned, upload.options.emptyCells], [0, 'clear']);
  });

  test('another sheet is read into a new spool, without the edits of the first', async () => {
    const other = [header, [keyOf('D'), 'd@example.com', 'x']];
    const checked = await changed({ sheets: { June: file.csv, July: other } }, { exclude: [4] });
    await change(checked, { sheet: 'July' });
    const { upload, records, rows } = await again(checked.ref);
    assert.deepEqual(
      records.map(({ key }) => key),
      [keyOf('D')],
    );
    assert.deepEqual([rows.customers.length, upload.excluded.length], [1, 0]);
    assert.match((await faultsOf({ sheet: 'May' }, checked))[0] ?? '', /no sheet "May"; the file has June, July/);
    assert.match((await faultsOf({ sheet: 'June', exclude: [2] }, checked))[0] ?? '', /choose the sheet first/);
  });

  test('a header that was refused is mended by a mapping', async () => {
    const refused = await uploads.take({
      csv: [
        ['Kunde', 'E-mail'],
        [keyOf('A'), 'a@example.com'],
      ],
    });
    assert.equal(refused.upload.state, 'refused');
    await change(refused, { mapping: [['Kunde', 'customerId']] });
    const { upload, records } = await again(refused.ref);
    assert.deepEqual([upload.state, upload.refusal, records.length], ['ready', null, 1]);
    await change({ upload }, { mapping: [['Kunde', null]] });
    const worse = await again(refused.ref);
    assert.deepEqual([worse.upload.state, worse.rows.customers.length], ['refused', 1], 'its rows stay');
    await change(worse, { mapping: [['Kunde', 'customerId']] });
    assert.equal((await again(refused.ref)).upload.state, 'ready');
  });

  test('rows and columns that are not there are named', async () => {
    const cells = [
      { row: 3, column: 'E-mail', value: 'x' },
      { row: 2, column: 'Nothing', value: 'x' },
      { row: 2, column: 'Agent', value: 'a\0b' },
      { row: 2, column: 'Agent', value: 'x'.repeat(32_768) },
    ];
    assert.deepEqual(await faultsOf({ cells, exclude: [1, { table: 'contacts', row: 2 }] }), [
      'row 3 is no row with data',
      'row 2: there is no column "Nothing"',
      'row 2, column "Agent": the value holds a NUL character',
      'row 2, column "Agent": the value cannot exceed 32767 characters',
      'row 1 is no row with data',
      'row 2 is no row with data of the contacts',
    ]);
  });

  test('more than so many rows cannot be left out, nor so many cells edited', async () => {
    const many = Array.from({ length: 10_001 }, (_, row) => row + 2);
    assert.deepEqual(await faultsOf({ exclude: many }), ['exclude: at most 10000 rows at once']);
    const cells = many.map((row) => ({ row, column: 'Agent', value: 'x' }));
    assert.deepEqual(await faultsOf({ cells }), ['cells: at most 10000 at once']);
    const large = await uploads.take({ csv: [header, ...many.map((n) => [keyOf(String(n)), null, 'x'])] });
    await change(large, { exclude: many.slice(0, 10_000) });
    assert.match((await faultsOf({ exclude: many.slice(10_000) }, large))[0] ?? '', /can have 10000 of them in all/);
  });

  test('one that is still being read, or was applied, is not changed', async () => {
    const ref = await uploads.receive(file);
    const reading = await uploads.read(ref);
    assert.match((await faultsOf({ exclude: [2] }, reading))[0] ?? '', /still being read/);
    const oneStep = await uploads.take(file, { oneStep: true });
    assert.match((await faultsOf({ exclude: [2] }, oneStep))[0] ?? '', /in one step/);
    const applied = await uploads.take(file);
    await uploads.database.transact((tx) =>
      uploads.desk.setBatch(tx, applied.ref, { id: 1, how: { atomic: false, maxAffected: null } }),
    );
    assert.match((await faultsOf({ exclude: [2] }, applied))[0] ?? '', /applied already/);
    const id = { organizationId: 2, publicId: applied.upload.publicId };
    const { database, desk, spool } = uploads;
    assert.equal(
      await database.transact((tx) => changeUpload(tx, { id, change: {} }, { desk, changes: uploadChanges, spool })),
      null,
    );
  });

  test('a change while it is checked again begins another check', async () => {
    const checked = await uploads.take(file);
    await change(checked, { exclude: [2] });
    await change(checked, { exclude: [4] });
    assert.equal((await again(checked.ref)).upload.findings?.counts.excluded, 2);
  });
});
