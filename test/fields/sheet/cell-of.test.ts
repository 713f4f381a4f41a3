import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Json } from '../../../src/engine/records.ts';
import { branchCodesRule } from '../../../src/fields/company/branch-codes-rule.ts';
import { cellOf } from '../../../src/fields/sheet/cell-of.ts';
import { readBoolean, readNumber } from '../../../src/fields/sheet/number-text.ts';
import { Changed } from '../../../src/fields/sheet/values.ts';

const texts = { read: (text: string) => text };

test('a value stands in a cell only where the cell sets the same value again', () => {
  assert.equal(cellOf('a', texts), 'a');
  assert.equal(cellOf(12.5, { read: readNumber }), '12.5');
  assert.equal(cellOf(false, { read: readBoolean }), 'false');
  assert.equal(cellOf(['P1', 'P2'], branchCodesRule), 'P1;P2');
  for (const none of [undefined, null, {}, '', ' ', ' a', 'a\n', '[clear]', '[Clear]', '#REF!', '9.2E+11']) {
    assert.equal(cellOf(none, texts), null, JSON.stringify(none));
  }
  for (const none of [[{}], ['P1;P2'], ['P1|P2'], ['P1', 'P1'], []]) assert.equal(cellOf(none, branchCodesRule), null);
});

test('what is of another kind than the column reads is left out', () => {
  assert.equal(cellOf('12', { read: readNumber }), null);
  assert.equal(cellOf(12, texts), null);
  assert.equal(cellOf(['a', 'b'], texts), null);
});

test('whatever stands in a cell is read as the value that it was written for', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean()), (value: Json) => {
      const values =
        typeof value === 'number' ? { read: readNumber } : typeof value === 'boolean' ? { read: readBoolean } : texts;
      const cell = cellOf(value, values);
      if (cell === null) return;
      const reading = values.read(cell.trim());
      assert.ok(Object.is(reading instanceof Changed ? reading.value : reading, value) || value === 0);
    }),
  );
});
