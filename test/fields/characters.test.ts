import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { firstCharacters, hasAtMostCharacters } from '../../src/fields/characters.ts';

test('characters are counted and cut as code points, so that none is halved', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(text, fc.nat(8), (text, max) => {
      assert.equal(hasAtMostCharacters(text, max), Array.from(text).length <= max);
      assert.equal(firstCharacters(text, max), Array.from(text).slice(0, max).join(''));
    }),
  );
});
