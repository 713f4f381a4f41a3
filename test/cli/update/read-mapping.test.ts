import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMapping } from '../../../src/cli/update/read-mapping.ts';

const pairs = (...texts: string[]) => {
  let mapping: ReadonlyMap<string, string | null> = new Map();
  for (const text of texts) mapping = readMapping(text, mapping);
  return [...mapping];
};

test('a mapping is header=field, several times; without a field the column is left out', () => {
  assert.deepEqual(pairs('Cust Name=legalName', 'Notes=', 'a=b=c'), [
    ['Cust Name', 'legalName'],
    ['Notes', null],
    ['a=b', 'c'],
  ]);
});

test('a mapping can be JSON, with any header', () => {
  assert.deepEqual(pairs('{"__proto__": "legalName", "b": null}', 'c=d'), [
    ['__proto__', 'legalName'],
    ['b', null],
    ['c', 'd'],
  ]);
});

for (const [texts, sentence] of [
  [['legalName'], /header=field/],
  [['=legalName'], /header=field/],
  [['{"a": '], /begins like JSON/],
  [['{"a": 1}'], /must have a field/],
  [['a=b', 'a=c'], /"a" is mapped twice/],
] as const) {
  test(`the mapping ${texts.join(' ')} is refused with a sentence`, () => {
    assert.throws(() => pairs(...texts), { message: sentence });
  });
}
