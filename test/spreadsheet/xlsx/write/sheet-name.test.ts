import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sheetName } from '../../../../src/spreadsheet/xlsx/write/sheet-name.ts';

test('a name that can be used is used', () => {
  assert.equal(sheetName('Customers', ['Contacts']), 'Customers');
  assert.equal(sheetName("Sharma's customers", []), "Sharma's customers");
});

test('a name that spreadsheet programs refuse becomes one that they take', () => {
  assert.equal(sheetName('June/July [2026]?', []), 'June July  2026');
  assert.equal(sheetName("'June'", []), 'June');
  assert.equal(sheetName('', []), 'Sheet');
  assert.equal(sheetName('History', []), 'Sheet');
  assert.equal(sheetName('customers', ['Customers', 'customers 2']), 'customers 3');
  assert.equal(sheetName('a'.repeat(40), ['a'.repeat(31)]), `${'a'.repeat(29)} 2`);
});

test('whatever is wanted, the names are allowed and differ', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 6 }), (wanted) => {
      const names: string[] = [];
      for (const name of [...wanted, ...wanted]) names.push(sheetName(name, names));
      for (const name of names) assert.match(name, /^(?!')[^[\]:*?/\\\p{Cc}]{1,31}(?<!')$/u);
      assert.ok(names.every((name) => name.length <= 31 && name.isWellFormed()));
      assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    }),
  );
});
