import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from '../../src/lists/recent-map.ts';

test('keeps what was used last and makes again what fell out', () => {
  const map = new RecentMap<string, string>(2);
  const made: string[] = [];
  const get = (key: string) => map.get(key, () => (made.push(key), key.toUpperCase()));
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) assert.equal(get(key), key.toUpperCase());
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
  assert.equal(map.size, 2);
});
