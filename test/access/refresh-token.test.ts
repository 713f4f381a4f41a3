import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { newRefreshToken, readRefreshToken, rotated } from '../../src/access/refresh-token.ts';
import { isAccessToken, isTokenSecret, newAccessToken, newTokenSecret } from '../../src/access/token-secret.ts';

describe('a refresh token', () => {
  test('is read again as it was made', () => {
    const made = newRefreshToken(randomBytes);
    assert.match(made.text, /^amr_[0-9A-Za-z]{66}$/);
    assert.deepEqual(readRefreshToken(made.text), made);
  });

  test('keeps its family when it rotates, and nothing else', () => {
    const first = newRefreshToken(randomBytes);
    const second = rotated(first, randomBytes);
    assert.deepEqual(second.familyHash, first.familyHash);
    assert.notDeepEqual(second.refreshHash, first.refreshHash);
    assert.notEqual(second.text, first.text);
    assert.deepEqual(readRefreshToken(second.text), second);
    assert.notDeepEqual(newRefreshToken(randomBytes).familyHash, first.familyHash);
  });

  test('is no other text', () => {
    const { text } = newRefreshToken(randomBytes);
    const other = [text.slice(0, -1), `${text}0`, `amd_${text.slice(4)}`, '', newAccessToken(randomBytes)];
    for (const wrong of other) assert.equal(readRefreshToken(wrong), null, wrong);
    for (let place = 4; place < text.length; place += 1) {
      const changed = text.slice(0, place) + (text[place] === 'a' ? 'b' : 'a') + text.slice(place + 1);
      assert.equal(readRefreshToken(changed), null, `place ${place}`);
    }
  });
});

describe('an access token', () => {
  test('looks like a token, and is told from one by its length alone', () => {
    const [access, token] = [newAccessToken(randomBytes), newTokenSecret(randomBytes)];
    assert.match(access, /^amd_[0-9A-Za-z]{42}$/);
    assert.deepEqual([isAccessToken(access), isTokenSecret(access)], [true, false]);
    assert.deepEqual([isAccessToken(token), isTokenSecret(token)], [false, true]);
    assert.equal(isAccessToken(newRefreshToken(randomBytes).text), false);
  });
});
