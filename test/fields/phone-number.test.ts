import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isPhoneNumber } from '../../src/fields/phone-number.ts';

test('10 digits, or a country code with + or 00 and 10 digits, are a phone number', () => {
  for (const text of [
    '9876543210',
    '0000000000',
    '+919876543210',
    '00919876543210',
    '+91 9876543210',
    '+1-9876543210',
    '0091-9876543210',
    '+100 9876543210',
  ]) {
    assert.equal(isPhoneNumber(text), true, text);
  }
});

test('anything else is none', () => {
  for (const text of [
    '',
    '987654321',
    '98765432101',
    '919876543210',
    '+9876543210',
    '+91\n9876543210',
    '+91\t9876543210',
    '+91\u00a09876543210',
    '+000 9876543210',
    '+0919876543210',
    '000919876543210',
    '+91  9876543210',
    '+91 98765 43210',
    '+12349876543210',
    '9876543210\n',
    '٩876543210',
  ]) {
    assert.equal(isPhoneNumber(text), false, JSON.stringify(text));
  }
});

test("it is the pattern of the company's door, with a space for all white space and no country code from 0", () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '9', '+', '-', ' ', '\t'), minLength: 9, maxLength: 17 });
  const digits = fc.string({ unit: fc.constantFrom('0', '5'), minLength: 10, maxLength: 10 });
  const near = fc.tuple(fc.constantFrom('', '+', '00', '+9', '0091', '+999-', '00999 ', '+9999', '+0', '+1\n'), digits);
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        near.map((parts) => parts.join('')),
      ),
      (phone) => {
        assert.equal(isPhoneNumber(phone), /^((\+|00)([1-9]\d{0,2})[ -]?)?(\d{10})$/.test(phone));
      },
    ),
    { numRuns: 2_000 },
  );
});
