import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/engine/records.ts';
import { campaignSheets } from '../../../src/fields/campaign/campaign-sheets.ts';
import { campaignTypes } from '../../../src/fields/campaign-fields.ts';
import type { Cell } from '../../../src/fields/cell.ts';
import { compileCampaignFields } from '../../../src/fields/compile-campaign-fields.ts';
import { anyCell } from '../arbitrary-cells.ts';
import { changes, faultCodes, readRow, readRows } from '../sheet/read-rows.ts';

const limits = { keyCharactersMax: 128, fieldNameCharactersMax: 64, nestingMax: 16 };
const customFields = { score: 'number', visits: 'integer', vip: 'boolean', since: 'date', note: 'text' } as const;
const { customers, contacts } = campaignSheets({ type: 'emi', customFields, limits });
const cell = (header: string, value: Cell, options = {}) =>
  readRow(
    customers,
    [
      ['Loan ID', header],
      ['l1', value],
    ],
    options,
  );
const number = (digits: string): Cell => ({ type: 'number', digits });

describe("a campaign's sheet", () => {
  test('has its key field and field names as headers; any other header is a custom field', () => {
    const { columns, faults, warnings } = customers.match(
      ['LOAN ID *', 'Emi Amount', 'Score', 'Shoe size'],
      null,
      'update',
    );
    assert.deepEqual(
      columns.map(({ field }) => field),
      ['loan_id', 'emi_amount', 'score', 'Shoe size'],
    );
    assert.deepEqual([faults, warnings, contacts], [[], [], null]);
  });

  test('needs the key of its type', () => {
    assert.match(
      customers.match(['lead_id'], null, 'update').faults.join(),
      /needs a column that names the customer: loan_id/,
    );
    const leads = campaignSheets({ type: 'lead', customFields: {}, limits });
    assert.deepEqual(leads.customers.match(['Lead-ID'], null, 'add').faults, []);
  });

  test('ignores headers that cannot be field names, and says so', () => {
    const { columns, faults, warnings } = customers.match(['loan_id', '__proto__', 'x'.repeat(65), ''], null, 'update');
    assert.deepEqual(
      columns.slice(1).map(({ field }) => field),
      [null, null, null],
    );
    assert.deepEqual(faults, []);
    assert.equal(warnings.length, 2);
    assert.match(warnings.join(), /__proto__ cannot be used as a field name/);
    const mapping = new Map([['A', 'constructor']]);
    assert.match(
      customers.match(['loan_id', 'A'], mapping, 'update').faults.join(),
      /to constructor, which is no field/,
    );
  });

  test('lets the mapping name a custom field that nobody declared', () => {
    const { columns, faults } = customers.match(['loan_id', 'A'], new Map([['A', 'shoe_size']]), 'update');
    assert.deepEqual([columns[1]?.field, faults], ['shoe_size', []]);
  });
});

describe("a cell of a campaign's sheet", () => {
  test('takes the type of its field', () => {
    for (const [header, value, read] of [
      ['emi_amount', '8,400.50', 8400.5],
      ['emi_amount', number('3.3000000000000003'), 3.3],
      ['loan_period', '12.0', 12],
      ['phone_number', number('9876543210'), '9876543210'],
      ['emi_due_date', { type: 'date', iso: '2026-01-31' }, '2026-01-31'],
      ['score', '-1.5', -1.5],
      ['visits', number('3'), 3],
      ['vip', 'Yes', true],
      ['since', '2026-01-31', '2026-01-31'],
      ['note', number('12'), '12'],
    ] as const) {
      const row = cell(header, value);
      assert.deepEqual(Object.values(row.patch), [read], header);
      assert.deepEqual(row.warnings, [], header);
    }
    assert.deepEqual(changes(cell('payment_status', 'Paid')), [['payment_status', 'spelling_unified', 'Paid', 'paid']]);
  });

  test('is held to the rule of its field', () => {
    for (const [header, value] of [
      ['emi_amount', '-1'],
      ['loan_period', '1.5'],
      ['payment_status', 'late'],
      ['first_name', 'x'.repeat(256)],
      ['phone_number', '12'],
      ['since', 'soon'],
      ['vip', 'perhaps'],
      ['score', 'high'],
      ['Shoe size', 'a\0'],
    ] as const) {
      assert.deepEqual(faultCodes(cell(header, value)), [[header, 'rule_broken']], header);
    }
    assert.equal(cell('emi_amount', '-1').faults[0]?.message, 'emi_amount must be at least 0; the cell holds "-1"');
    assert.deepEqual(faultCodes(cell('emi_amount', '[clear]')), [['emi_amount', 'required_field_cleared']]);
  });

  test('of dates is read as the whole column tells', () => {
    const header = ['loan_id', 'emi_due_date', 'since'];
    const rows = readRows(customers, [header, ['l1', '03/04/2026', '03/04/2026'], ['l2', '31/01/2026', '']]);
    assert.deepEqual(
      rows.map(({ patch }) => patch.emi_due_date),
      ['2026-04-03', '2026-01-31'],
    );
    assert.deepEqual(rows.map(faultCodes), [[['since', 'date_order_open']], []]);
  });

  test('must not be read before the column is known only where a date can be read in two ways', () => {
    const { columns } = customers.match(['loan_id', 'emi_due_date'], null, 'update');
    const options = { emptyCells: 'ignore', operation: 'update', cutColumns: 0, file: 'csv' } as const;
    const reader = customers.rows(columns, options);
    const isOpen = (date: Cell) => reader.observe(['l1', date]);
    assert.deepEqual(['03/04/2026', ' 3-4-2026 ', '31/01/2026'].map(isOpen), [true, true, true]);
    const others: Cell[] = [
      '2026-04-03',
      '3 April 2026',
      'soon',
      null,
      { type: 'date', iso: '2026-04-03' },
      number('46115'),
    ];
    assert.deepEqual(others.map(isOpen), Array(6).fill(false));
    assert.equal(reader.observe(['03/04/2026', '']), false);
    assert.equal(reader.observe(['l1', '03/04/2026', 'one too many']), false);
  });

  test('that names the customer is a text as the key may be one', () => {
    assert.deepEqual(readRow(customers, [['loan_id'], [number('42')]]).customer, { field: 'loan_id', value: '42' });
    for (const value of ['x'.repeat(129), '2026-02-01', { type: 'date', iso: '2026-02-01' } as const]) {
      assert.deepEqual(faultCodes(readRow(customers, [['loan_id'], [value]])), [['loan_id', 'rule_broken']]);
    }
    assert.deepEqual(faultCodes(cell('score', '1', { emptyCells: 'clear' })), []);
  });
});

describe('a custom field that nobody declared', () => {
  function settled(value: Cell, stored: Json | undefined): unknown {
    const { patch } = cell('shoe', value);
    const result = customers.settle(JSON.parse(JSON.stringify(patch)) as JsonObject)?.(() => stored);
    assert.ok(result);
    return 'error' in result ? result : result.patch.shoe;
  }

  test('is text, unless the customer has a number or a boolean there', () => {
    assert.equal(settled(number('42'), undefined), '42');
    assert.equal(settled({ type: 'boolean', value: true }, 'x'), 'TRUE');
    assert.equal(settled({ type: 'date', iso: '2026-01-31' }, ['list']), '2026-01-31');
    assert.equal(settled('1,234.5', 7), 1234.5);
    assert.equal(settled('yes', false), true);
    assert.equal(settled({ type: 'boolean', value: false }, true), false);
  });

  test('fails where the cell cannot be read as what the customer has', () => {
    assert.deepEqual(settled('high', 7), {
      error: 'value_mismatch_exception',
      reason:
        'shoe must be a number such as 1234.5, 1,234.5 or 1,23,456.78, as the customer has one; the cell holds "high"',
    });
    assert.deepEqual(Object.keys(settled('high', true) as object), ['error', 'reason']);
  });

  test('alone needs to be settled', () => {
    assert.equal(customers.settle({ score: 1, note: 'x', shoe: null }), undefined);
  });
});

describe('a row of new customers', () => {
  test('needs what JSON needs, on every type of campaign', () => {
    for (const type of campaignTypes) {
      const sheet = campaignSheets({ type, customFields, limits }).customers;
      const key = type === 'lead' ? 'lead_id' : 'loan_id';
      const read = readRow(sheet, [[key], ['l1']], { operation: 'add' });
      const missing = read.faults.map(({ message }) => /needs (\w+),/.exec(message)?.[1]);
      const byJson = compileCampaignFields({ type, customFields, limits }).checkNew({}, 'l1');
      assert.deepEqual(
        missing.map((name) => `${name} is required`),
        byJson,
      );
      assert.deepEqual(read.customer, { field: key, value: 'l1' });
    }
  });
});

test('whatever is read of any cells passes the rules for JSON', () => {
  const fields = compileCampaignFields({ type: 'emi', customFields, limits });
  const header = customers.columns.map(({ header }) => header);
  const row = fc.tuple(fc.constant('l1'), ...header.slice(1).map(() => anyCell));
  fc.assert(
    fc.property(row, (cells) => {
      const { patch } = readRow(customers, [header, cells]);
      assert.deepEqual(fields.checkPatch(patch, 'l1'), []);
    }),
    { numRuns: 1_000 },
  );
});

test('the examples of a template are read as they stand', () => {
  for (const type of campaignTypes) {
    const sheet = campaignSheets({ type, customFields, limits }).customers;
    const table = [sheet.columns.map(({ header }) => header), sheet.columns.map(({ example }) => example)];
    const { faults, warnings } = readRow(sheet, table, { operation: 'add' });
    assert.deepEqual([faults, warnings], [[], []]);
  }
});
