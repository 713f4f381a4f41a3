import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCustomerKeys } from '../../../src/uploads/check/new-customer-key.ts';

test('a new customer gets KC and 14 characters, each as likely as the others', () => {
  let next = 0;
  const newKey = newCustomerKeys((size) => Uint8Array.from({ length: size }, () => next++ % 256));
  const keys = Array.from({ length: 3_600 }, newKey);
  const counts = new Map<string, number>();
  for (const key of keys) {
    assert.match(key, /^KC[A-Z0-9]{14}$/);
    for (const character of key.slice(2)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  assert.deepEqual([...new Set(counts.values())], [1_400]);
  assert.equal(counts.size, 36);
});
