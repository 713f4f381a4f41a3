import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { matchColumns } from '../../../src/uploads/read/match-columns.ts';

const { customers: fields } = companySheets({ newContactId: () => 'kcp_1' });

type Pairs = readonly (readonly [string, string | null])[];

function matched(header: readonly string[], remembered: Pairs | null, mapping: Pairs | null = null) {
  const matching = {
    fields,
    operation: 'update' as const,
    mapping: mapping && new Map(mapping),
    remembered: remembered && new Map(remembered),
  };
  return matchColumns(header, matching);
}

function columns(...args: Parameters<typeof matched>): string[] {
  return matched(...args).columns.map(({ field, how }) => `${field} ${how}`);
}

describe('columns are matched as those of the last file', () => {
  test('by headers of the same name, and by the names else', () => {
    const remembered: Pairs = [
      ['Shop', 'legalName'],
      ['Notes', null],
      ['gone', 'address'],
    ];
    assert.deepEqual(columns(['customerId', 'Shop', 'Notes', 'PIN'], remembered), [
      'customerId exact',
      'legalName remembered',
      'null remembered',
      'pinCode alias',
    ]);
  });

  test('what the name says by itself is told so; what is nearly called so is not doubted again', () => {
    const remembered: Pairs = [
      ['customerId', 'customerId'],
      ['Adress', 'address'],
    ];
    const match = matched(['customerId', 'Adress'], remembered);
    assert.deepEqual(
      match.columns.map(({ how }) => how),
      ['exact', 'remembered'],
    );
    assert.deepEqual(match.warnings, []);
    assert.equal(matched(['customerId', 'Adress'], null).warnings.length, 1);
  });

  test('a mapping that is sent counts before what is remembered', () => {
    const remembered: Pairs = [
      ['Shop', 'legalName'],
      ['Place', 'address'],
    ];
    const given: Pairs = [['Name 2', 'legalName']];
    assert.deepEqual(columns(['customerId', 'Shop', 'Name 2', 'Place'], remembered, given), [
      'customerId exact',
      'null none',
      'legalName given',
      'address remembered',
    ]);
  });

  test('a field that there is no more is forgotten', () => {
    assert.deepEqual(columns(['customerId', 'Shop'], [['Shop', 'shopName']]), ['customerId exact', 'null none']);
  });

  test('a column of the field’s own name gives way to the one that is remembered, and a sentence says so', () => {
    const { columns: found, warnings } = matched(['customerId', 'legalName', 'Shop'], [['Shop', 'legalName']]);
    assert.deepEqual(
      found.map(({ field }) => field),
      ['customerId', null, 'legalName'],
    );
    assert.match(warnings.join(), /legalName is ignored/);
  });

  test('of two columns of one name nothing is remembered', () => {
    const match = matched(['customerId', 'Shop', 'Shop'], [['Shop', 'legalName']]);
    assert.deepEqual(match.faults, []);
    assert.deepEqual(
      match.columns.map(({ field }) => field),
      ['customerId', null, null],
    );
  });

  test('a file that the names alone would read is never refused', () => {
    assert.deepEqual(columns(['customerId', 'legalName'], [['customerId', null]]), [
      'customerId exact',
      'legalName exact',
    ]);
  });

  test('no two columns are one field, and nothing is refused, whatever is remembered', () => {
    const names = ['customerId', 'Shop', 'legalName', 'Name', 'PIN', 'Notes', 'row', 'error', ''];
    const fieldNames = ['customerId', 'legalName', 'pinCode', 'gone', null];
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...fieldNames)));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 7 }), pairs, (header, remembered) => {
        const byNames = matched(header, null);
        const match = matched(header, remembered);
        if (byNames.faults.length === 0) assert.deepEqual(match.faults, []);
        if (match.faults.length > 0) return;
        const found = match.columns.map(({ field }) => field).filter((field) => field !== null);
        assert.equal(new Set(found).size, found.length);
        for (const { header: name, field, how } of match.columns) {
          if (how === 'remembered') assert.equal(new Map(remembered).get(name), field);
        }
      }),
    );
  });
});
