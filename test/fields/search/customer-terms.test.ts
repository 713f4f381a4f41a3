import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { searchedCharactersMax, storedPart, termsOf } from '../../../src/fields/search/customer-terms.ts';
import { foldText, foldWords } from '../../../src/fields/search/fold-text.ts';
import { readSearch } from '../../../src/fields/search/read-search.ts';
import { searchFields } from '../../../src/fields/search/search-fields.ts';

const terms = (texts: Readonly<Record<string, string>>, key = 'a'): string[] =>
  termsOf({ key, removed: false, texts: new Map(Object.entries(texts)) });

describe('the terms of a customer', () => {
  test('are of his name from each word on, of his number, address and references', () => {
    assert.deepEqual(terms({ first_name: 'Asha', last_name: 'Patil  Rao' }), ['nasha patil rao', 'npatil rao', 'nrao']);
    assert.deepEqual(terms({ legalName: "A.K. O'Brien" }), ['la k o brien', 'lk o brien', 'lo brien', 'lbrien']);
    assert.deepEqual(terms({ email: ' A@B.in', uniqueRefNo: 'R/1', accountNumber: '00a' }), [
      'ur/1',
      'a00a',
      'ea@b.in',
    ]);
    assert.deepEqual(terms({ first_name: '…', email: '' }), []);
  });

  test('are one of an Indian number however it is written, and two of another', () => {
    for (const phone of ['9876543210', '+919876543210', '+91 9876543210', '0091-9876543210']) {
      assert.deepEqual(terms({ phone_number: phone }), ['p9876543210'], phone);
    }
    assert.deepEqual(terms({ contactNumber: '+1 4155550123' }), ['C4155550123', 'C14155550123']);
  });

  test('hold a key only where its own index does not find it, and of a removed customer nothing else', () => {
    assert.deepEqual(
      [terms({}, 'LN-1'), terms({}, 'ln-1'), terms({}, '12'), terms({}, 'Ln-1')],
      [[], [], [], ['kln-1']],
    );
    const removed = { removed: true, texts: new Map([['legalName', 'Asha']]) };
    assert.deepEqual(termsOf({ ...removed, key: 'Ln-1' }), ['kln-1', 'xln-1']);
  });

  test('are few and short, whatever a name is', () => {
    const name = 'a b '.repeat(searchedCharactersMax);
    assert.equal(terms({ legalName: name }).length, 16);
    for (const term of terms({ legalName: '😀b'.repeat(200) })) assert.ok(Array.from(storedPart(term)).length <= 65);
  });

  test('have letters that are no other field’s', () => {
    const letters = searchFields.flatMap(({ letter }) => [letter, letter.toUpperCase()]);
    assert.equal(new Set([...letters, 'k', 'x']).size, letters.length + 2);
  });
});

describe('a text that is searched', () => {
  test('is the start of a key, a name, a number or an address', () => {
    assert.deepEqual(readSearch(' +91 98-76 ', 'campaign'), {
      keys: ['+91 98-76'],
      terms: [
        { is: 'key', prefix: 'k+91 98-76' },
        { is: 'name', prefix: 'n91 98 76' },
        { is: 'phone', prefix: 'p9876' },
        { is: 'phone', prefix: 'P919876' },
        { is: 'email', prefix: 'e+91 98-76' },
      ],
    });
    assert.deepEqual(readSearch(' \t', 'company'), { keys: [], terms: [] });
  });

  test('finds what it is the start of, in any case and without its accents', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, length) => {
        const start = Array.from(text).slice(0, length).join('');
        // A mark of the letter before it, or a blank at the end, is no start of its own.
        fc.pre(!/^\p{M}/u.test(text.slice(start.length)));
        assert.ok(foldText(text).startsWith(foldText(start)) || /\s/.test(start), `${start} of ${text}`);
        assert.ok(foldWords(foldText(text)).startsWith(foldWords(foldText(start))));
      }),
    );
    assert.equal(foldText('ÉCLAIR ΟΔΟΣ İ'), 'eclair οδοσ i');
    assert.notEqual(foldText('राम'), foldText('रमा'));
  });
});
