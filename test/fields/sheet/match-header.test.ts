import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../../src/fields/cell.ts';
import { companyFields } from '../../../src/fields/company/company-fields.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { contactSheetFields } from '../../../src/fields/company/contact-fields.ts';
import { headerKey } from '../../../src/fields/sheet/header-key.ts';
import type { Mapping } from '../../../src/fields/sheet-fields.ts';
import { anyCell } from '../arbitrary-cells.ts';

const { customers } = companySheets({ newContactId: () => 'KP1' });
const match = (header: readonly Cell[], mapping: Mapping | null = null) => customers.match(header, mapping, 'update');
const matched = (header: readonly Cell[], mapping: Mapping | null = null) =>
  match(header, mapping).columns.map(({ field, how }) => [field, how]);

describe('a header row', () => {
  test('is matched by names, by aliases and by near spellings, which it warns of', () => {
    const header = [' customer_ID* ', 'PAN/GSTIN', 'Pincode', 'Mobile', 'Oustanding Amount'];
    assert.deepEqual(matched(header), [
      ['customerId', 'exact'],
      ['panOrGstin', 'alias'],
      ['pinCode', 'exact'],
      ['contactNumber', 'alias'],
      ['outstandingAmount', 'near'],
    ]);
    assert.equal(match(header).columns[0]?.header, 'customer_ID*');
    assert.deepEqual(match(header).warnings, [
      'The column Oustanding Amount is read as outstandingAmount, whose name is nearly the same; if it means another, match it to that one.',
    ]);
  });

  test('may have unknown columns, which are named once', () => {
    const { faults, warnings } = match(['Customer ID', 'City', '__proto__', 'constructor', 'City', '', 'Remarks', '']);
    assert.deepEqual(faults, []);
    assert.deepEqual(warnings, [
      'Column F is ignored: it has no header.',
      'No field has these names, so the columns are ignored: City, __proto__, constructor, Remarks.',
    ]);
  });

  test('a second address or number is no near spelling', () => {
    assert.deepEqual(matched(['Customer ID', 'Address 2', 'Contact Number 2']).slice(1), [
      [null, 'none'],
      [null, 'none'],
    ]);
  });

  test('is refused when two columns are for one field', () => {
    assert.deepEqual(match(['Customer ID', 'Mobile', 'Phone No']).faults, [
      'Several columns mean contactNumber: Mobile (column B), Phone No (column C). Remove all but one, or match only one of them.',
    ]);
  });

  test('lets the mapping decide', () => {
    const header = ['Customer ID', 'Mobile', 'Phone No', 'City'];
    const byField = new Map([['Phone No', 'contactNumber']]);
    assert.deepEqual(match(header, byField).faults, []);
    assert.deepEqual(matched(header, byField).slice(1, 3), [
      [null, 'none'],
      ['contactNumber', 'given'],
    ]);
    assert.match(match(header, byField).warnings.join(), /The column Mobile is ignored: contactNumber is read from/);
    const byNull = new Map([['Mobile', null]]);
    assert.deepEqual(matched(header, byNull).slice(1, 3), [
      [null, 'given'],
      ['contactNumber', 'alias'],
    ]);
    assert.equal(matched(header, new Map([['City', 'state']]))[3]?.join(), 'state,given');
  });

  test('is refused when the mapping names what is not there, or gives two columns to one field', () => {
    const mapping = new Map([
      ['Town', 'address'],
      ['Mobile', 'fax'],
    ]);
    assert.deepEqual(match(['Customer ID', 'Mobile'], mapping).faults, [
      'The mapping names a column Town, which the sheet does not have.',
      'The mapping gives the column Mobile to fax, which is no field.',
    ]);
    const twice = new Map([
      ['A', 'state'],
      ['B', 'state'],
    ]);
    assert.match(
      match(['Customer ID', 'A', 'B'], twice).faults.join(),
      /Several columns mean state: A \(column B\), B/,
    );
  });

  test('needs a column that names the customer', () => {
    assert.deepEqual(match(['Name', 'City']).faults, [
      'The sheet needs a column that names the customer: customerId or uniqueRefNo or accountNumber. Its header row has: Name, City.',
    ]);
    for (const key of ['customerId', 'Ref No', 'A/C No']) assert.deepEqual(match([key, 'Name']).faults, []);
  });

  test('of new customers needs none, but one column at least that is a field', () => {
    assert.deepEqual(customers.match(['Name'], null, 'add').faults, []);
    assert.match(customers.match(['City'], null, 'add').faults.join(), /No column has the name of a field/);
  });

  test('loses row and error at its end, and nowhere else', () => {
    const sent = match(['Customer ID', 'City', 'Row', 'ERROR']);
    assert.equal(sent.cutColumns, 2);
    assert.deepEqual(
      sent.columns.map(({ header }) => header),
      ['Customer ID', 'City'],
    );
    assert.equal(match(['Customer ID', 'row', 'error', 'City']).cutColumns, 0);
  });

  test('of any cells is matched column by column, and twice the same', () => {
    fc.assert(
      fc.property(fc.array(anyCell), (header) => {
        const { columns, cutColumns, warnings } = match(header);
        assert.equal(columns.length + cutColumns, header.length);
        assert.ok(warnings.every((warning) => warning.length < 3_000));
        assert.deepEqual(match(header), match(header));
      }),
    );
  });
});

describe('the aliases of a table', () => {
  for (const [name, fields] of [
    ['customers', companyFields],
    ['contacts', contactSheetFields],
  ] as const) {
    test(`of ${name} are each of one field, and none is a field's name`, () => {
      const keys = fields.flatMap((field) => [field.name, ...field.aliases]).map(headerKey);
      assert.deepEqual(
        keys.filter((key, place) => keys.indexOf(key) !== place),
        [],
      );
    });
  }
});
