import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { StringPool } from '../../../../../src/spreadsheet/xlsx/read/cells/string-pool.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc.nat(40_000).map((length) => 'é'.repeat(length)),
  fc.nat(40_000).map((length) => 'x'.repeat(length)),
);

test('every text comes back under its number, however often and in whatever order it is asked for', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 120 }), fc.array(fc.nat(119)), (all, asked) => {
      const pool = new StringPool();
      for (const text of all) {
        const bytes = Buffer.from(`<${text}>`);
        if (/^[\x20-\x7e]*$/.test(text)) pool.addAscii(bytes, 1, bytes.length - 1);
        else pool.add(text);
      }
      assert.equal(pool.count, all.length);
      for (const number of [...asked, ...all.keys(), all.length, 5_000]) assert.equal(pool.get(number), all[number]);
    }),
  );
});

test('a million texts take little more memory than what they say', () => {
  const pool = new StringPool();
  for (let number = 0; number < 1_048_575; number += 1) pool.add(`KC${String(number).padStart(14, '0')}`);
  const said = 1_048_575 * 16;
  assert.ok(pool.bytes < said * 1.4, `${pool.bytes} bytes`);
  for (const number of [0, 1, 4_096, 65_535, 65_536, 777_777, 1_048_574]) {
    assert.equal(pool.get(number), `KC${String(number).padStart(14, '0')}`);
  }
  assert.equal(pool.get(1_048_575), undefined);
});
