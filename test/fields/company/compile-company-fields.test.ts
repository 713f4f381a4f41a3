import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/engine/records.ts';
import { companyFields } from '../../../src/fields/company/company-fields.ts';
import { compileCompanyFields } from '../../../src/fields/company/compile-company-fields.ts';
import { normalizeCompanyPatch } from '../../../src/fields/company/normalize-company-patch.ts';
import { ColumnReader } from '../../../src/fields/sheet/column-reader.ts';
import { RowNotes } from '../../../src/fields/sheet/row-notes.ts';
import { anyCell } from '../arbitrary-cells.ts';

const key = 'KC0123456789ABCD';
const fields = compileCompanyFields();
const patchFaults = (patch: JsonObject) => fields.checkPatch(patch, key);

test('a patch is held to the rules that a sheet is held to, field by field', () => {
  assert.deepEqual(
    patchFaults({
      legalName: 'Asha',
      panOrGstin: '27AAPFU0939F1ZV',
      contactNumber: '+91 9876543210',
      state: 'Delhi',
      branchCodes: ['A', 'B'],
      outstandingAmount: -12.5,
      email: null,
      status: 'deactivated',
      customerId: key,
    }),
    [],
  );
  assert.deepEqual(patchFaults({ pinCode: '011001', email: 7, state: 'MH', ifsc: 'hdfc0001234' }), [
    'pinCode must be 6 digits, the first not 0',
    'email must be an e-mail address',
    "state must be one of India's states or union territories, by name or code (Maharashtra, MH or 27)",
    'ifsc must be 4 letters, a zero, and 6 letters or digits (HDFC0001234)',
  ]);
});

test('an amount is a number of two places and 15 digits, and codes are a list', () => {
  for (const amount of [0, -0, 1e14, 9_999_999_999_999.99, 0.01]) {
    assert.deepEqual(patchFaults({ outstandingAmount: amount }), [], String(amount));
  }
  for (const amount of ['12.5', 0.1 + 0.2, 1e15, 1e21, 1e-7, 12_345_678_901_234.56, true, [1]]) {
    assert.equal(patchFaults({ outstandingAmount: amount }).length, 1, String(amount));
  }
  for (const codes of ['A', [], ['A', 'A'], ['A;B'], [' A'], [''], [1], ['\0']]) {
    assert.equal(patchFaults({ branchCodes: codes }).length, 1, JSON.stringify(codes));
  }
});

test('unknown fields, another key and a removed name are refused', () => {
  assert.deepEqual(
    patchFaults({ nickname: 'x', legalName: null, customerId: 'KC0000000000000X', version: 2, status: 'active' }),
    [
      'nickname is not a field of a customer',
      'legalName is required and cannot be removed',
      'customerId cannot be changed',
      'version is not a field of a customer',
      'status can only be deactivated',
    ],
  );
  assert.deepEqual(patchFaults(JSON.parse('{"__proto__":1}') as JsonObject), [
    '__proto__ is not a field of a customer',
  ]);
});

test('a new customer needs a name, and brings no key', () => {
  assert.deepEqual(fields.checkNew({ legalName: 'Asha' }, key), []);
  assert.deepEqual(fields.checkNew({ email: 'a@b.co' }, key), ['legalName is required']);
  assert.deepEqual(fields.checkNew({ legalName: 'Asha', customerId: 'mine' }, null), [
    'customerId is given by the service',
  ]);
});

test('contacts are held to their rules, so that a change of them can be undone', () => {
  const contact = { name: 'Meera', mobile: '9876543210', mail_enabled: true };
  assert.deepEqual(patchFaults({ customerKeyContacts: { KP1: contact, KP2: null, KP3: { email: null } } }), []);
  for (const [contacts, sentence] of [
    [[contact], /must be an object of contacts/],
    [{ KP1: { fax: 1 } }, /KP1 that has an unknown field fax/],
    [{ KP1: { mobile: '12' } }, /KP1 that has a wrong mobile, which must be 10 digits/],
    [{ KP1: { name: null } }, /KP1 that cannot be without name/],
    [{ KP1: 'x' }, /KP1 that must be an object/],
    [{ '': contact }, /id is not 1 to 64 characters/],
  ] as const) {
    assert.match(fields.checkPatch({ customerKeyContacts: contacts as unknown as JsonObject }, key).join(), sentence);
  }
});

test('JSON is brought into the form that is stored, with a warning, old and new', () => {
  const given = { ifsc: 'hdfc0001234', state: '27', legalName: ' as it is ', panOrGstin: 'wrong' };
  const { patch, warnings, faults } = normalizeCompanyPatch(given);
  assert.deepEqual(patch, { ...given, ifsc: 'HDFC0001234', state: 'Maharashtra' });
  assert.deepEqual(
    warnings.map(({ column, code, from, to }) => [column, code, from, to]),
    [
      ['ifsc', 'upper_cased', 'hdfc0001234', 'HDFC0001234'],
      ['state', 'spelling_unified', '27', 'Maharashtra'],
    ],
  );
  assert.deepEqual(faults, []);
  const untouched = { email: 'A@b.co' };
  assert.equal(normalizeCompanyPatch(untouched).patch, untouched);
});

test('JSON sets neither status nor contacts', () => {
  assert.deepEqual(normalizeCompanyPatch({ status: null, customerKeyContacts: {} }).faults, [
    'status is not set like other fields: activate or deactivate the customer',
    'customerKeyContacts is changed by a table of contacts only',
  ]);
});

test('whatever a sheet reads of any cell may be stored', () => {
  fc.assert(
    fc.property(anyCell, fc.constantFrom(...companyFields), (cell, { name, rule, required }) => {
      const reader = new ColumnReader({ header: name, field: name, required, emptyCells: 'clear', values: rule });
      const notes = new RowNotes();
      const value = reader.read(cell, notes);
      assert.equal(value === undefined, notes.faults.length > 0);
      if (value !== undefined && name !== 'customerId') assert.deepEqual(patchFaults({ [name]: value }), []);
    }),
    { numRuns: 2_000 },
  );
});
