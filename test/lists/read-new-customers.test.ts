import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, RecordIn } from '../../src/engine/records.ts';
import { compileCampaignFields } from '../../src/fields/compile-campaign-fields.ts';
import { readNewCustomers } from '../../src/lists/read-new-customers.ts';
import { newCustomers } from '../fields/new-customers.ts';

const fields = compileCampaignFields({
  type: 'emi',
  customFields: {},
  limits: { nestingMax: 16, fieldNameCharactersMax: 64 },
});

function read(records: readonly RecordIn[], customerBytesMax = 65_536) {
  const faults: string[] = [];
  const onFault = (index: number, sentence: string) => faults.push(`${index}: ${sentence}`);
  return { customers: readNewCustomers(records, { fields, customerBytesMax, onFault }), faults };
}

function record(index: number, key: string | null, data: JsonObject = {}): RecordIn {
  const loan = key === null ? {} : { loan_id: key };
  return { index, key, patch: { ...newCustomers.emi.data, ...loan, ...data }, faults: [] };
}

test('good records are customers with their keys', () => {
  const { customers, faults } = read([record(0, 'A'), record(1, 'B')]);
  assert.deepEqual(faults, []);
  assert.deepEqual(
    customers.map(({ key, data }) => [key, data['loan_id']]),
    [
      ['A', 'A'],
      ['B', 'B'],
    ],
  );
});

test('every fault of every record is told with its place', () => {
  const noData: RecordIn = { index: 3, key: null, patch: null, faults: ['record must be an object'] };
  const noKey: RecordIn = { ...record(4, null), faults: ['loan_id cannot be empty'] };
  const bad = record(1, 'B', { emi_amount: -1, payment_status: 'late' });
  assert.deepEqual(read([record(0, 'A'), bad, record(2, 'A'), noData, noKey]).faults, [
    '1: emi_amount must be at least 0',
    '1: payment_status must be one of bounced, pending, partial, paid, received',
    '2: loan_id is the same as that of item 0',
    '3: record must be an object',
    '4: loan_id cannot be empty',
  ]);
});

test('a customer over the limit of bytes is a fault', () => {
  const large = record(0, 'A', { note: '€'.repeat(400) });
  assert.deepEqual(read([large], 1_000).faults, ['0: the customer cannot exceed 1000 bytes']);
  assert.deepEqual(read([large], 2_000).faults, []);
});

test('a value nested without end is a fault and no crash', () => {
  const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as JsonObject;
  assert.deepEqual(read([record(0, 'A', { deep })]).faults, ['0: deep cannot be nested deeper than 16 levels']);
});
