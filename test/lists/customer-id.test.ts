import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCustomerId } from '../../src/lists/customer-id.ts';

test('a customerId is KC and 14 capital letters or digits, each as likely as the others', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => newCustomerId(`reference ${i}`));
  for (const id of ids) assert.match(id, /^KC[A-Z0-9]{14}$/);
  assert.equal(new Set(ids).size, ids.length);
  const counts = new Map<string, number>();
  for (const letter of ids.join('').replaceAll('KC', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const expected = (5_000 * 14) / 36;
  assert.equal(counts.size, 36);
  for (const [letter, count] of counts) assert.ok(Math.abs(count - expected) < expected * 0.2, `${letter}: ${count}`);
});

test('a retry that goes on after a crash names the customer that was made before it', () => {
  assert.equal(newCustomerId('x7k2'), newCustomerId('x7k2'));
  assert.notEqual(newCustomerId('x7k2'), newCustomerId('x7k3'));
});
