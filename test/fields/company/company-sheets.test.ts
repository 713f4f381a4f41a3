import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../../src/fields/cell.ts';
import { cellText } from '../../../src/fields/cell-text.ts';
import { companyFields } from '../../../src/fields/company/company-fields.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { anyCell } from '../arbitrary-cells.ts';
import { changes, faultCodes, readRow, readRows } from '../sheet/read-rows.ts';

const { customers, references, amountField } = companySheets({ newContactId: () => 'KP1' });
const id = 'KC0123456789ABCD';
const cell = (header: string, value: Cell, options = {}) =>
  readRow(
    customers,
    [
      ['Customer ID', header],
      [id, value],
    ],
    options,
  );

describe('a row of customers', () => {
  test('names its customer by the first key column that has a value in it; the others are values to set', () => {
    const header = ['A/C No', 'Customer ID', 'Ref No'];
    const [byId, byRef, byAccount, clearing, nameless] = readRows(customers, [
      header,
      ['123456789', id, 'R1'],
      ['123456789', '', 'R1'],
      ['123456789', ' ', ''],
      ['123456789', '', '[clear]'],
      ['', '', '[clear]'],
    ]);
    assert.deepEqual(byId?.customer, { field: 'customerId', value: id });
    assert.deepEqual(byId?.patch, { accountNumber: '123456789', uniqueRefNo: 'R1' });
    assert.deepEqual(byRef?.customer, { field: 'uniqueRefNo', value: 'R1' });
    assert.deepEqual(byRef?.patch, { accountNumber: '123456789' });
    assert.deepEqual(byAccount?.customer, { field: 'accountNumber', value: '123456789' });
    assert.deepEqual(byAccount?.patch, {});
    assert.deepEqual([clearing?.customer?.field, clearing?.patch], ['accountNumber', { uniqueRefNo: null }]);
    assert.ok(nameless);
    assert.deepEqual(faultCodes(nameless), [[null, 'customer_not_named']]);
    assert.equal(nameless.faults[0]?.message, 'The row names no customer: fill Customer ID or Ref No or A/C No');
    assert.deepEqual(
      references.map(({ field }) => field),
      ['uniqueRefNo', 'accountNumber'],
    );
    assert.equal(amountField, 'outstandingAmount');
  });

  test('leaves a field alone where its cell is empty, or clears it where that was asked for', () => {
    assert.deepEqual(cell('E-mail', '').patch, {});
    assert.deepEqual(cell('E-mail', '', { emptyCells: 'clear' }).patch, { email: null });
    assert.deepEqual(cell('E-mail', null, { emptyCells: 'clear' }).patch, { email: null });
    assert.deepEqual(cell('E-mail', ' [Clear] ').patch, { email: null });
  });

  test('fails when it clears what is required, or the key', () => {
    for (const row of [cell('Name', '[clear]'), cell('Name', '', { emptyCells: 'clear' })]) {
      assert.deepEqual(faultCodes(row), [['Name', 'required_field_cleared']]);
    }
    const row = readRow(customers, [
      ['Customer ID', 'Ref No'],
      ['[clear]', 'R1'],
    ]);
    assert.deepEqual(faultCodes(row), [['Customer ID', 'required_field_cleared']]);
  });

  test('fails with every error of Excel, as a cell or as text, but for columns that are left out', () => {
    for (const code of ['#N/A', '#REF!', '#DIV/0!', '#n/a', '#SPILL!', '#NAME?', '#GETTING_DATA']) {
      assert.deepEqual(faultCodes(cell('Address', code)), [['Address', 'excel_error']]);
    }
    assert.deepEqual(faultCodes(cell('Address', { type: 'error', code: '#NEW!' })), [['Address', 'excel_error']]);
    assert.deepEqual(faultCodes(cell('Address', '#4, MG Road')), []);
    assert.deepEqual(faultCodes(cell('City', '#N/A')), []);
    assert.deepEqual(
      faultCodes(
        readRow(customers, [
          ['Customer ID', 'PIN'],
          ['#N/A', '411001'],
        ]),
      ),
      [['Customer ID', 'excel_error']],
    );
  });

  test('says column, value, reason and what to do', () => {
    assert.deepEqual(cell('PIN', '4110').faults, [
      {
        column: 'PIN',
        code: 'rule_broken',
        message: 'PIN must be 6 digits, the first not 0; the cell holds "4110"',
        value: '4110',
      },
    ]);
    const [long] = cell('PIN', 'x'.repeat(60_000)).faults;
    assert.equal(long?.value?.length, 255);
    assert.ok((long?.message.length ?? 0) < 200);
  });

  test('shows old and new of every value that was changed on the way, and of no other', () => {
    assert.deepEqual(changes(cell('Name', ' Asha\u00a0')), [['Name', 'trimmed', ' Asha\u00a0', 'Asha']]);
    assert.deepEqual(changes(cell('IFSC', ' hdfc0001234')), [['IFSC', 'upper_cased', ' hdfc0001234', 'HDFC0001234']]);
    assert.deepEqual(changes(cell('State', 'MH')), [['State', 'spelling_unified', 'MH', 'Maharashtra']]);
    for (const [header, value] of [
      ['O/S', ' 1,23,456.78'],
      ['O/S', { type: 'number', digits: '3.3000000000000003' }],
      ['Branch', 'A; B'],
      ['Name', 'e\u0301\u200dA'],
    ] as const) {
      assert.deepEqual(changes(cell(header, value)), [], header);
    }
    assert.deepEqual(cell('Name', 'e\u0301').patch, { legalName: 'e\u0301' });
  });
});

test('what is said of one row is not said of the next', () => {
  const header = ['Customer ID', 'PIN', 'Name'];
  const rows = readRows(customers, [header, [id, '12', ' a'], [id, '411001', 'a'], [id, '12', 'a']]);
  assert.deepEqual(
    rows.map(({ faults, warnings }) => [faults.length, warnings.length]),
    [
      [1, 1],
      [0, 0],
      [1, 0],
    ],
  );
});

describe('what Excel holds', () => {
  const number = (digits: string, format?: string): Cell =>
    format === undefined ? { type: 'number', digits } : { type: 'number', digits, format };

  test('gives identifiers by their exact digits, or as shown by a zero-padding format', () => {
    assert.deepEqual(cell('Mobile', number('9876543210')).patch, { contactNumber: '9876543210' });
    assert.deepEqual(cell('A/C No', number('1234567890', '000000000000')).patch, { accountNumber: '001234567890' });
    assert.deepEqual(cell('Ref No', number('42')).patch, { uniqueRefNo: '42' });
    assert.deepEqual(cell('PIN', number('411001')).patch, { pinCode: '411001' });
  });

  test('fails where digits are lost already, there and when the failure file is sent again', () => {
    const rounded = number('123456789012345680');
    for (const value of [rounded, cellText(rounded), '9.19877E+11']) {
      assert.deepEqual(faultCodes(cell('A/C No', value)), [['A/C No', 'digits_lost']]);
      assert.deepEqual(faultCodes(cell('Address', value)), [['Address', 'digits_lost']]);
    }
  });

  test('rounds an amount to 15 digits before its rule', () => {
    assert.deepEqual(cell('O/S', number('3.3000000000000003')).patch, { outstandingAmount: 3.3 });
    assert.deepEqual(cell('O/S', number('123456.77999999999')).patch, { outstandingAmount: 123_456.78 });
    assert.deepEqual(faultCodes(cell('O/S', number('33.333333333333336'))), [['O/S', 'rule_broken']]);
  });

  test('means what its text means, so that a failure file is judged as the upload was', () => {
    const headers = companyFields.map(({ name }) => name).filter((name) => name !== 'customerId');
    fc.assert(
      fc.property(anyCell, fc.constantFrom(...headers), (value, header) => {
        const [typed, text] = [cell(header, value), cell(header, cellText(value))];
        assert.deepEqual(typed, text);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the cells of a row', () => {
  const table = (row: readonly Cell[]) => [['Customer ID', 'PIN', 'Name'], row];

  test('are as many as the header has, in a CSV; a surplus of empty ones counts', () => {
    for (const row of [[id], [id, '', 'a', 'b'], [id, '', 'a', '']]) {
      const read = readRow(customers, table(row));
      assert.deepEqual(faultCodes(read), [[null, 'ragged_row']]);
      assert.deepEqual([read.customer, read.patch], [null, {}]);
    }
    assert.equal(
      readRow(customers, table([id])).faults[0]?.message,
      'The row has 1 cells where the header has 3; a text that holds the delimiter must stand in quotes',
    );
  });

  test('may end early in a workbook, which leaves out empty ones; only a value behind the header is surplus', () => {
    assert.deepEqual(readRow(customers, table([id, '411001']), { file: 'xlsx' }).patch, { pinCode: '411001' });
    assert.deepEqual(faultCodes(readRow(customers, table([id, null, 'a', null, ' ']), { file: 'xlsx' })), []);
    assert.deepEqual(faultCodes(readRow(customers, table([id, null, 'a', 'b']), { file: 'xlsx' })), [
      [null, 'ragged_row'],
    ]);
  });

  test('of a failure file that is sent again include those of row and error, which are passed over', () => {
    const header = ['Customer ID', 'PIN', 'row', 'error'];
    assert.deepEqual(readRow(customers, [header, [id, '411001', '7', '#N/A']]).patch, { pinCode: '411001' });
    assert.deepEqual(faultCodes(readRow(customers, [header, [id, '411001', '7', 'why', 'surplus']])), [
      [null, 'ragged_row'],
    ]);
    assert.deepEqual(faultCodes(readRow(customers, [header, [id, '411001']])), [[null, 'ragged_row']]);
  });
});

describe('a row of new customers', () => {
  const add = { operation: 'add' } as const;

  test('names none, sets what an update looks for, and needs a name', () => {
    const row = readRow(
      customers,
      [
        ['Name', 'Ref No'],
        ['Asha', 'R1'],
      ],
      add,
    );
    assert.deepEqual([row.customer, row.patch, row.faults], [null, { legalName: 'Asha', uniqueRefNo: 'R1' }, []]);
    assert.deepEqual(
      faultCodes(
        readRow(
          customers,
          [
            ['Name', 'Ref No'],
            ['', 'R1'],
          ],
          add,
        ),
      ),
      [['Name', 'required_field_missing']],
    );
    const [missing] = readRow(customers, [['Ref No'], ['R1']], add).faults;
    assert.equal(missing?.message, 'The row needs legalName, for which the sheet has no column');
    assert.deepEqual(faultCodes(readRow(customers, [['Name'], ['#N/A']], add)), [['Name', 'excel_error']]);
  });

  test('has one fault where an empty cell would clear its name', () => {
    const row = readRow(
      customers,
      [
        ['Name', 'Ref No'],
        ['', 'R1'],
      ],
      { ...add, emptyCells: 'clear' },
    );
    assert.deepEqual(faultCodes(row), [['Name', 'required_field_cleared']]);
  });

  test('cannot choose its id', () => {
    assert.deepEqual(
      faultCodes(
        readRow(
          customers,
          [
            ['Name', 'Customer ID'],
            ['Asha', id],
          ],
          add,
        ),
      ),
      [['Customer ID', 'rule_broken']],
    );
    assert.deepEqual(
      faultCodes(
        readRow(
          customers,
          [
            ['Name', 'Customer ID'],
            ['Asha', ''],
          ],
          add,
        ),
      ),
      [],
    );
  });
});

test('any row of any cells is read without throwing, and good rows share their empty lists', () => {
  const header = [...companyFields.map(({ name }) => name), '__proto__', 'City'];
  fc.assert(
    fc.property(fc.array(anyCell, { maxLength: 20 }), fc.constantFrom('csv', 'xlsx'), (cells, file) => {
      const { faults, warnings, patch } = readRow(customers, [header, cells], { file });
      for (const { message } of [...faults, ...warnings])
        assert.ok(message.length < 500 && !message.includes('undefined'));
      assert.equal(Object.getPrototypeOf(patch), Object.prototype);
    }),
    { numRuns: 1_000 },
  );
  const [one, other] = [cell('PIN', '411001'), cell('PIN', '411002')];
  assert.equal(one.faults, other.faults);
  assert.equal(one.warnings, other.warnings);
  assert.ok(Object.isFrozen(one.faults));
});

test('a field that is read by itself is what its row sets', () => {
  const header = companyFields.map(({ name }) => name);
  const { columns } = customers.match(header, null, 'update');
  const lengths = { minLength: header.length - 1, maxLength: header.length + 1 };
  fc.assert(
    fc.property(fc.array(anyCell, lengths), fc.constantFrom('csv', 'xlsx'), (cells, file) => {
      const reader = customers.rows(columns, { emptyCells: 'clear', operation: 'update', cutColumns: 0, file });
      const { customer, patch } = reader.read(cells);
      for (const field of header.filter((name) => name !== customer?.field))
        assert.deepEqual(reader.readField(cells, field), patch[field]);
    }),
  );
});
