import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { hashTokenSecret, isTokenSecret, newTokenSecret } from '../../src/access/token-secret.ts';

describe('a token', () => {
  test('is amd_, 30 random characters and a checksum of 6', () => {
    assert.match(newTokenSecret(randomBytes), /^amd_[0-9A-Za-z]{36}$/);
  });

  test('has the checksum that GitHub gives to the same random part', () => {
    // Random part and checksum of an expired GitHub token that therootcompany/base62-token.js publishes as a fixture.
    assert.ok(isTokenSecret('amd_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'));
    // Worked out with another implementation (Python's zlib.crc32).
    assert.equal(
      newTokenSecret((size) => new Uint8Array(size)),
      `amd_${'0'.repeat(30)}2C8GjS`,
    );
  });

  test('is recognised, and with one character changed it is not', () => {
    const secret = newTokenSecret(randomBytes);
    assert.ok(isTokenSecret(secret));
    for (let place = 4; place < secret.length; place += 1) {
      const other = secret[place] === 'x' ? 'y' : 'x';
      assert.equal(isTokenSecret(secret.slice(0, place) + other + secret.slice(place + 1)), false, `place ${place}`);
    }
  });

  for (const text of ['', 'amd_', 'ghp_abc', ` ${newTokenSecret(randomBytes)}`, `${newTokenSecret(randomBytes)}\n`]) {
    test(`is not recognised in ${JSON.stringify(text)}`, () => assert.equal(isTokenSecret(text), false));
  }

  test('never comes twice, and every letter comes up about as often', () => {
    const secrets = Array.from({ length: 5000 }, () => newTokenSecret(randomBytes));
    assert.equal(new Set(secrets).size, secrets.length);
    const counts = new Map<string, number>();
    for (const letter of secrets.flatMap((secret) => secret.slice(4, 34).split(''))) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    const expected = (5000 * 30) / 62;
    assert.equal(counts.size, 62);
    for (const [letter, count] of counts) assert.ok(Math.abs(count - expected) < expected * 0.2, `${letter} ${count}`);
  });

  test('passes over the bytes that would favour the first letters', () => {
    let asked = 0;
    const random = (size: number) => new Uint8Array(size).fill((asked += 1) === 1 ? 255 : 61);
    assert.match(newTokenSecret(random), /^amd_z{30}/);
  });

  test('is stored as its SHA-256', () => {
    const secret = newTokenSecret(randomBytes);
    assert.deepEqual(hashTokenSecret(secret), createHash('sha256').update(secret).digest());
  });
});
