import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBoolean, readNumber } from '../../../src/fields/sheet/number-text.ts';
import { Changed, Misfit } from '../../../src/fields/sheet/values.ts';

test('a number is read with its groups, and beyond 15 digits rounded and told', () => {
  assert.equal(readNumber('1234.5678'), 1234.5678);
  assert.equal(readNumber('12,34,567.123'), 1_234_567.123);
  assert.equal(readNumber('1,234,567'), 1_234_567);
  assert.equal(Object.is(readNumber('-0'), 0), true);
  const rounded = readNumber('3.3000000000000003');
  assert.ok(rounded instanceof Changed && rounded.value === 3.3 && rounded.code === 'rounded');
});

test('what is no number, or is too long to be kept, is none', () => {
  for (const text of [
    '',
    'x',
    '1.2.3',
    '1e5',
    '0x10',
    'Infinity',
    '12,50',
    '5%',
    '₹5',
    '(5)',
    '1234567890123456',
    '9'.repeat(500),
  ]) {
    assert.ok(readNumber(text) instanceof Misfit, text);
  }
});

test('yes and no are read in the ways that sheets have them', () => {
  assert.deepEqual(['TRUE', 'yes', 'Y', '1'].map(readBoolean), Array(4).fill(true));
  assert.deepEqual(['FALSE', 'No', 'n', '0'].map(readBoolean), Array(4).fill(false));
  assert.ok(readBoolean('2') instanceof Misfit);
});
