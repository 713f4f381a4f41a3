import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readCount } from '../../console/src/format/read-count.ts';

describe('a number that somebody types', () => {
  test('is read as each locale writes it', () => {
    const locale = fc.constantFrom('en-IN', 'en-US', 'fr-FR', 'sv-SE');
    fc.assert(
      fc.property(fc.nat(), locale, (count, language) => {
        assert.equal(readCount(` ${new Intl.NumberFormat(language).format(count)} `), count);
        assert.equal(readCount(String(count)), count);
      }),
    );
  });

  test('is never taken for another one: what is not surely it is none', () => {
    for (const text of ['', '5.5', '5.000', '5,5', '5,00', '1,2345', '1,000 000', ',500', '5,000,', '-5', '1e3', 'all'])
      assert.equal(readCount(text), null, text);
    assert.equal(readCount('2147483647'), 2_147_483_647);
    assert.equal(readCount('2147483648'), null);
  });
});
