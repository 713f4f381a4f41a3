import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customFieldsFaults } from '../../src/fields/custom-fields.ts';

const limits = { fieldNameCharactersMax: 64 };

test('a declaration of custom fields names fields and their types', () => {
  const declared = { a: 'text', b: 'number', c: 'integer', d: 'boolean', e: 'date' };
  assert.deepEqual(customFieldsFaults(declared, limits), []);
});

test('every fault of a declaration is told', () => {
  const declared = JSON.parse(
    '{"__proto__":"text","":"text","loan_id":"text","emi_amount":"number","a\\nb":"money","ok":"text","n":null}',
  ) as Record<string, unknown>;
  assert.deepEqual(customFieldsFaults(declared, limits), [
    'customFields: __proto__ cannot be used as a field name',
    'customFields: a field name cannot be empty',
    'customFields: loan_id is a field of campaigns already and has its own rule',
    'customFields: emi_amount is a field of campaigns already and has its own rule',
    String.raw`customFields: "a\nb" must be one of text, number, integer, boolean, date`,
    'customFields: n must be one of text, number, integer, boolean, date',
  ]);
});

test('there is a limit to how many', () => {
  const declared = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, 'text']));
  assert.deepEqual(customFieldsFaults(declared, limits), ['customFields cannot exceed 200 fields']);
});
