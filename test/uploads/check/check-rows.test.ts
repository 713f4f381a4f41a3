import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rowKinds } from '../../../src/uploads/upload.ts';
import type { Row } from '../fake-workbook.ts';
import { type Checked, keyOf, type OpenUploads, openUploads, standardOptions } from '../open-uploads.ts';

describe('a row', () => {
  let uploads: OpenUploads;
  before(async () => {
    uploads = await openUploads();
    await uploads.refer(keyOf('A'), { uniqueRefNo: 'R1', accountNumber: 'ACC000001' });
    await uploads.refer(keyOf('B'), { uniqueRefNo: 'R2', accountNumber: 'ACC000002' });
    await uploads.refer(keyOf('C'), { accountNumber: 'ACC000002' });
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const take = (header: Row, ...rows: Row[]): Promise<Checked> => uploads.take({ csv: [header, ...rows] });
  /** Why rows fail, by their numbers. */
  const faultsOf = ({ notes }: Checked) =>
    notes.customers
      .filter(({ faults }) => faults.length > 0)
      .map(({ index, faults }) => [index + 2, ...faults.map(({ message }) => message)]);
  const keysOf = ({ records }: Checked) => records.map(({ key }) => key);

  test('names its customer by key, or else by reference, or else by account', async () => {
    const checked = await take(
      ['customerId', 'uniqueRefNo', 'accountNumber', 'email'],
      [keyOf('A'), null, null, 'a@example.com'],
      [null, 'R2', null, 'b@example.com'],
      [null, null, 'ACC000001', 'c@example.com'],
    );
    assert.deepEqual(keysOf(checked), [keyOf('A'), keyOf('B'), keyOf('A')]);
    // What the row itself does not say is noted; that the third is for the customer of the first is said too.
    assert.deepEqual(
      checked.notes.customers.map(({ index, key }) => [index, key]),
      [
        [1, keyOf('B')],
        [2, keyOf('A')],
      ],
    );
  });

  test('whose reference no customer has, or more than one, fails', async () => {
    const checked = await take(
      ['Unique Ref', 'accountNumber', 'email'],
      ['R9', null, 'a@example.com'],
      [null, 'ACC000002', 'b@example.com'],
    );
    assert.deepEqual(keysOf(checked), []);
    assert.deepEqual(faultsOf(checked), [
      [2, 'Unique Ref R9 belongs to no customer'],
      [3, 'accountNumber ACC000002 belongs to 2 customers; name the one that is meant by its customer id'],
    ]);
    assert.deepEqual(
      checked.notes.customers.map(({ faults }) => faults[0]?.code),
      ['customer_not_found', 'customer_ambiguous'],
    );
  });

  test('gives a unique reference only if no other customer held it before', async () => {
    const checked = await take(
      ['customerId', 'uniqueRefNo'],
      [keyOf('C'), 'R1'],
      [keyOf('A'), 'R1'],
      [keyOf('D'), 'R7'],
    );
    assert.deepEqual(keysOf(checked), [keyOf('A'), keyOf('D')]);
    assert.deepEqual(faultsOf(checked), [[2, `R1 belongs to ${keyOf('A')}; uniqueRefNo must be another, or empty`]]);
  });

  test('of two that swap their references both fail: one that is given up is free from the next batch on', async () => {
    const checked = await take(
      ['customerId', 'uniqueRefNo'],
      [keyOf('A'), 'R2'],
      [keyOf('B'), 'R1'],
      [keyOf('A'), 'R8'],
      [keyOf('C'), 'R1'],
    );
    assert.deepEqual(
      faultsOf(checked).map(([row]) => row),
      [2, 3, 5],
    );
    assert.deepEqual(keysOf(checked), [keyOf('A')]);
  });

  test('gives no reference that an earlier row gives to another, even if that row then fails', async () => {
    const checked = await take(
      ['customerId', 'uniqueRefNo', 'email'],
      [keyOf('C'), 'R7', 'not an e-mail address'],
      [keyOf('D'), 'R7', 'd@example.com'],
      [keyOf('C'), 'R7', 'c@example.com'],
    );
    assert.deepEqual(keysOf(checked), [keyOf('C')]);
    assert.deepEqual(faultsOf(checked)[1], [
      3,
      'R7 is given to another customer in row 2; uniqueRefNo must be another, or empty',
    ]);
  });

  test('for a customer that an earlier row is for is applied after it, with a warning that names it', async () => {
    const checked = await take(
      ['customerId', 'email'],
      [keyOf('A'), 'a@example.com'],
      [keyOf('B'), 'b@example.com'],
      [keyOf('A'), 'no address'],
      [keyOf('A'), 'c@example.com'],
      [keyOf('A'), 'd@example.com'],
    );
    assert.deepEqual(
      checked.records.map(({ index }) => index),
      [0, 1, 3, 4],
    );
    const warned = checked.notes.customers.filter(({ warnings }) => warnings.length > 0);
    assert.deepEqual(
      warned.map(({ index, warnings }) => [index + 2, warnings[0]?.message]),
      [
        [5, 'Row 2 is for the same customer. Both rows are applied, this one after it.'],
        [6, 'Row 5 is for the same customer. Both rows are applied, this one after it.'],
      ],
    );
    assert.equal(checked.upload.findings?.counts.warned, 2);
  });

  test('that adds a customer gets a key of the service, and its reference must be free', async () => {
    const rows = [
      ['legalName', 'uniqueRefNo'],
      ['Asha', 'N1'],
      ['Rao', 'R1'],
      ['Mehta', 'N1'],
      [null, 'N2'],
      ['Dev', 'N2'],
      ['Uma', null],
    ];
    const checked = await uploads.take({ csv: rows }, { operation: 'add' });
    assert.deepEqual(
      checked.records.map(({ index }) => index),
      [0, 5],
    );
    for (const { key } of checked.records) assert.match(key, /^KC[A-Z0-9]{14}$/);
    assert.equal(new Set(keysOf(checked)).size, 2);
    assert.deepEqual(
      faultsOf(checked).map(([row]) => row),
      [3, 4, 5, 6],
    );
    assert.equal(checked.notes.customers.find(({ index }) => index === 0)?.key, checked.records[0]?.key);
  });

  test('is looked up with thousands of others', async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => [null, i % 2 === 0 ? 'R1' : `X${i}`, 'a@example.com']);
    const checked = await take(['customerId', 'uniqueRefNo', 'email'], ...rows);
    assert.equal(checked.upload.findings?.counts.valid, 1_250);
    assert.equal(checked.upload.findings?.counts.invalid, 1_250);
  });

  test('that empties a cell, or leaves it alone, does as the upload says', async () => {
    const csv = [
      ['customerId', 'email', 'ifsc'],
      [keyOf('A'), null, '[clear]'],
    ];
    const [left, cleared] = [
      await uploads.take({ csv }),
      await uploads.take({ csv }, { options: { ...standardOptions, emptyCells: 'clear' } }),
    ];
    assert.deepEqual(left.records[0]?.patch, { ifsc: null });
    assert.deepEqual(cleared.records[0]?.patch, { email: null, ifsc: null });
  });

  test('of a million has a byte that says what it is', async () => {
    const { ref } = await take(['customerId', 'ifsc'], [keyOf('A'), 'hdfc0001234'], [keyOf('B'), 'x']);
    assert.deepEqual([...(await uploads.checks.readKinds(ref))], [rowKinds.valid | rowKinds.warned, rowKinds.invalid]);
  });
});
