import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newReference } from '../../src/access/ids.ts';

test('a reference is 24 lower-case characters without look-alikes', () => {
  for (let round = 0; round < 200; round += 1) assert.match(newReference(randomBytes), /^[0-9a-hjkmnp-tv-z]{24}$/);
});

test('a reference follows from the random bytes alone', () => {
  assert.equal(
    newReference((size) => Uint8Array.from({ length: size }, (_, index) => index)),
    '0123456789abcdefghjkmnpq',
  );
});
