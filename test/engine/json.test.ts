import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { jsonEqual, mergePatch, own, setOwn } from '../../src/engine/json.ts';
import type { Json, JsonObject } from '../../src/engine/records.ts';
import { json } from './arbitrary-json.ts';
import { canonical } from './canonical.ts';
import { naiveMergePatch } from './naive-merge-patch.ts';

describe('a merge patch', () => {
  // RFC 7396, appendix A
  const examples: [target: string, patch: string, result: string][] = [
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ];
  for (const [target, patch, expected] of examples) {
    test(`makes ${expected} of ${target} and ${patch}, as RFC 7396 says`, () => {
      assert.equal(canonical(mergePatch(parse(target), parse(patch))), canonical(parse(expected)));
    });
  }

  test('does what a naive implementation does, and changes neither argument', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const before = [canonical(target), canonical(patch)];
        assert.equal(canonical(mergePatch(target, patch)), canonical(naiveMergePatch(target, patch)));
        assert.deepEqual([canonical(target), canonical(patch)], before);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes `__proto__` for a field like any other', () => {
    const merged = mergePatch(parse('{"a":1}'), parse('{"__proto__":{"polluted":true},"b":{"__proto__":{"x":1}}}'));
    assert.equal(canonical(merged), '{"__proto__":{"polluted":true},"a":1,"b":{"__proto__":{"x":1}}}');
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
    assert.equal('polluted' in {}, false);
    const again = mergePatch(merged, parse('{"__proto__":{"polluted":null,"y":2}}'));
    assert.equal(canonical(own(again as JsonObject, '__proto__')), '{"y":2}');
    assert.equal(canonical(mergePatch(again, parse('{"__proto__":null,"b":null}'))), '{"a":1}');
  });

  test('never finds a value on a prototype', () => {
    assert.equal(canonical(mergePatch({}, { toString: { a: 1 } })), '{"toString":{"a":1}}');
    assert.equal(own({}, 'constructor'), undefined);
  });
});

describe('equality of JSON', () => {
  test('is equality of the values, whatever the order of keys', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        assert.equal(jsonEqual(a, b), canonical(a) === canonical(b));
        assert.equal(jsonEqual(a, reversed(a)), true);
      }),
      { numRuns: 2000 },
    );
  });

  test('tells an array from an object, and an absent value from null', () => {
    assert.equal(jsonEqual([], {}), false);
    assert.equal(jsonEqual({}, []), false);
    assert.equal(jsonEqual(undefined, null), false);
    assert.equal(jsonEqual({ a: null }, {}), false);
    assert.equal(jsonEqual({ a: 1 }, { b: 1 }), false);
    assert.equal(jsonEqual({ toString: 1 }, { a: 1 }), false);
  });
});

test('a field set under the name `__proto__` is data', () => {
  const object: Record<string, number> = {};
  setOwn(object, '__proto__', 1);
  setOwn(object, 'a', 2);
  assert.deepEqual(Object.entries(object), [
    ['__proto__', 1],
    ['a', 2],
  ]);
});

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

/** The same value, the keys of every object in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
