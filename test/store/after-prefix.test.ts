import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { afterPrefix } from '../../src/store/after-prefix.ts';

const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());

test('the text after a prefix is greater, by bytes, than whatever begins with the prefix', () => {
  fc.assert(
    fc.property(text, text, (prefix, rest) => {
      const after = afterPrefix(prefix);
      assert.ok(after === null || Buffer.compare(Buffer.from(prefix + rest), Buffer.from(after)) < 0);
    }),
  );
});

test('a text before it that is not less than the prefix begins with the prefix', () => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const after = afterPrefix(prefix);
      const bytes = Buffer.from(other);
      const inside =
        Buffer.compare(bytes, Buffer.from(prefix)) >= 0 && (after === null || bytes.compare(Buffer.from(after)) < 0);
      assert.equal(inside, after === null ? bytes.compare(Buffer.from(prefix)) >= 0 : other.startsWith(prefix));
    }),
  );
});

test('steps over the surrogates, and over a last code point', () => {
  assert.equal(afterPrefix('a\u{d7ff}'), 'a\u{e000}');
  assert.equal(afterPrefix('a\u{10ffff}\u{10ffff}'), 'b');
  assert.equal(afterPrefix('\u{10ffff}'), null);
  assert.equal(afterPrefix(''), null);
});
