import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { type RowBody, type Steps, type Table, type UploadBody, uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
/** Of the company's customers Asha, Ben and Cy. */
let keys: readonly string[];
before(async () => {
  service = await startTestService({ settings: { fileChunkRecordsMax: 2 } });
});
after(() => service[Symbol.asyncDispose]());

const header = ['customerId', 'uniqueRefNo', 'legalName', 'pinCode', 'ifsc'];
const absent = 'KC99999999999999';

/** Rows 2 to 7: one that changes, one that changes nothing, one with a warning, one that is wrong, two without a customer. */
function mixed(): Table {
  return [
    header,
    [keys[0] ?? '', '', 'Asha Rao', '560001', ''],
    ['', 'R2', 'Ben', '', ''],
    ['', 'R3', '', '', 'hdfc0001234'],
    [keys[0] ?? '', '', 'x', '56', 'bad'],
    [absent, '', 'Nobody', '', ''],
    ['', 'R9', 'Nobody', '', ''],
  ];
}

const numbers = (rows: readonly RowBody[]): number[] => rows.map(({ row }) => row);
interface RowsBody {
  readonly data: RowBody[];
  readonly total: number | null;
  readonly stale: boolean;
}

describe('a change of a few rows of an upload', () => {
  beforeEach(async () => {
    lender = await service.tenant();
    steps = uploadSteps(lender);
    const added = [
      ['legalName', 'uniqueRefNo', 'accountNumber', 'pinCode'],
      ['Asha', 'R1', 'ACC000000001', '560001'],
      ['Ben', 'R2', 'ACC000000002', '560002'],
      ['Cy', 'R3', 'ACC000000003', '560003'],
    ];
    const { id } = await steps.upload(added, { company: lender.code, operation: 'add' });
    keys = (await steps.rows(id)).map(({ key }) => key ?? '');
    await steps.apply(id);
  });

  const change = async (id: string, body: unknown) =>
    lender.call<{ data: { upload: UploadBody; rows: readonly RowBody[] } }>(`PATCH /api/v1/uploads/${id}`, body);

  test('is checked at once: what it answers is what is shown from then on, and what is applied', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const cells = [
      { row: 3, column: 'legalName', value: 'Benno' },
      { row: 6, column: 'pinCode', value: '56' },
    ];
    const { status, body, text } = await change(id, { cells, exclude: [4] });
    assert.equal(status, 200, text);
    const { upload, rows } = body.data;
    assert.partialDeepStrictEqual(upload, {
      state: 'ready',
      counts: { total: 5, valid: 2, invalid: 3, warned: 0, excluded: 1 },
      compared: { changing: 2, unchanged: 0, missing: 0, failing: 0 },
    });
    assert.deepEqual(
      rows.map(({ row, outcome, edited, changes }) => [row, outcome, edited, changes]),
      [
        [3, 'updated', ['legalName'], { legalName: { from: 'Ben', to: 'Benno' } }],
        [4, 'excluded', [], {}],
        [6, 'invalid', ['pinCode'], {}],
      ],
    );
    assert.deepEqual(await steps.settled(id), upload);
    const shown = await steps.rows(id);
    assert.deepEqual(
      shown.filter(({ row }) => [3, 4, 6].includes(row)),
      rows,
    );
    const again = await change(id, {
      include: [4],
      exclude: [2],
      cells: [{ row: 3, column: 'legalName', original: true }],
    });
    assert.equal(again.status, 200, again.text);
    assert.deepEqual(
      again.body.data.rows.map(({ row, outcome, edited }) => [row, outcome, edited]),
      [
        [2, 'excluded', []],
        [3, 'unchanged', []],
        [4, 'updated', []],
      ],
    );
    await change(id, { cells: [{ row: 4, column: 'pinCode', value: '560009' }] });
    const { counts } = await steps.apply(id);
    assert.partialDeepStrictEqual(counts, { total: 5, updated: 1, unchanged: 1, invalid: 3, failed: 0 });
    const { id: next } = await steps.upload([header, [keys[2] ?? '', '', '', '560009', 'HDFC0001234']], {
      company: lender.code,
    });
    assert.partialDeepStrictEqual(
      await steps.settled(next),
      { compared: { unchanged: 1 } },
      'what was edited is written',
    );
  });

  test('shows no rows, with what is stored, to a token that may only write', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const writer = await lender.withScopes('customers:write');
    const cells = [{ row: 3, column: 'legalName', value: 'Benno' }];
    const { status, body, text } = await writer.call<{ data: Fields }>(`PATCH /api/v1/uploads/${id}`, { cells });
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(body.data), ['upload']);
    assert.doesNotMatch(text, /"from"/);
    assert.deepEqual((await steps.rows(id)).find(({ row }) => row === 3)?.changes, {
      legalName: { from: 'Ben', to: 'Benno' },
    });
  });

  test('is applied to the version that it was compared with', async () => {
    const { id } = await steps.upload([header, [keys[1] ?? '', '', '', '1', '']], { company: lender.code });
    const mended = await change(id, { cells: [{ row: 2, column: 'pinCode', value: '560077' }] });
    // Without one valid row nothing was compared yet: that is for the check of the whole file.
    assert.equal(mended.status, 202);
    await steps.settled(id);
    const edited = await change(id, { cells: [{ row: 2, column: 'pinCode', value: '560078' }] });
    assert.equal(edited.status, 200);
    const { id: other } = await steps.upload([header, [keys[1] ?? '', '', '', '560079', '']], { company: lender.code });
    await steps.apply(other);
    const { counts } = await steps.apply(id);
    assert.partialDeepStrictEqual(counts, { updated: 0, failed: 1 });
  });

  test('answers all rows for the customers that it names, which change with them', async () => {
    const names = ['x', 'y', 'z'];
    const table = [header, ...names.map((name) => [keys[0] ?? '', '', name, '', '']), [keys[1] ?? '', '', 'b', '', '']];
    const { id } = await steps.upload(table, { company: lender.code });
    const { status, body, text } = await change(id, { exclude: [2] });
    assert.equal(status, 200, text);
    assert.deepEqual(
      body.data.rows.map(({ row, outcome, warnings }) => [row, outcome, warnings.length]),
      [
        [2, 'excluded', 0],
        [3, 'updated', 0],
        [4, 'updated', 1],
      ],
    );
    assert.deepEqual(body.data.rows, (await steps.rows(id)).slice(0, 3));
  });

  test('of which others may hang is checked again in full', async () => {
    const table = [header, [keys[0] ?? '', 'R71', 'x', '', ''], [keys[1] ?? '', 'R71', 'y', '', '']];
    const { id } = await steps.upload(table, { company: lender.code });
    assert.deepEqual(numbers(await steps.rows(id, '?filter=invalid')), [3]);
    assert.equal((await change(id, { exclude: [2] })).status, 202);
    await steps.settled(id);
    assert.deepEqual(numbers(await steps.rows(id, '?filter=invalid')), []);
  });

  test('all of them count where many come at the same time', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const values = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(
      values.map(async (value, at) => change(id, { cells: [{ row: 2 + at, column: 'legalName', value }] })),
    );
    assert.ok(answers.every(({ status }) => status === 200 || status === 202));
    await steps.settled(id);
    assert.deepEqual(
      (await steps.rows(id)).map(({ cells, edited }) => [cells[2], edited]),
      values.map((value) => [value, ['legalName']]),
    );
  });

  test('says of a cell one thing, its value or that it is the original', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    for (const cell of [{}, { value: 'x', original: true }, { original: false }]) {
      const { status, text } = await change(id, { cells: [{ row: 2, column: 'ifsc', ...cell }] });
      assert.equal(status, 400, text);
    }
  });

  test('while all is checked again its rows are shown as they were, and it can be changed further', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    assert.equal((await change(id, { emptyCells: 'clear' })).status, 202);
    // Answered by now or not: the rows are there all the time.
    const { status, body } = await lender.call<RowsBody>(`GET /api/v1/uploads/${id}/rows?offset=0`);
    assert.deepEqual([status, body.total, typeof body.stale], [200, 6, 'boolean']);
    assert.ok([200, 202].includes((await change(id, { exclude: [2] })).status));
    assert.partialDeepStrictEqual(await steps.settled(id), { emptyCells: 'clear', counts: { excluded: 1 } });
    const after = await lender.call<RowsBody>(`GET /api/v1/uploads/${id}/rows?offset=0`);
    assert.equal(after.body.stale, false);
  });
});
