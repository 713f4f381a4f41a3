import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { XmlBlocks } from '../../../../src/spreadsheet/xlsx/write/xml-blocks.ts';

test('what is collected comes back as bytes, in order, whatever is taken in between', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.boolean())), (rows) => {
      const blocks = new XmlBlocks(64);
      const taken: Buffer[] = [];
      for (const [xml, takes] of rows) {
        blocks.add(xml);
        if (takes) taken.push(...blocks.takeFull());
      }
      taken.push(...blocks.takeAll());
      assert.equal(Buffer.concat(taken).toString(), rows.map(([xml]) => xml).join(''));
      assert.deepEqual(blocks.takeAll(), []);
    }),
  );
});

test('a block is given away when the next text might not fit, and one that is larger has a block of its own', () => {
  const blocks = new XmlBlocks(64);
  blocks.add('a'.repeat(20));
  assert.equal(blocks.full, 0);
  blocks.add('b'.repeat(20));
  assert.deepEqual(blocks.takeFull().map(String), ['a'.repeat(20)]);
  blocks.add('c'.repeat(100));
  assert.deepEqual(blocks.takeAll().map(String), ['b'.repeat(20), 'c'.repeat(100)]);
});
