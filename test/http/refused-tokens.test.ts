import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusedTokens } from '../../src/http/refused-tokens.ts';

test('remembers the last thousand', () => {
  const refused = new RefusedTokens();
  assert.equal(refused.has('token 0'), false);
  for (let i = 0; i < 1_001; i += 1) refused.add(`token ${i}`);
  refused.add('token 1');
  assert.deepEqual(
    ['token 0', 'token 1', 'token 1000', 'token 1001'].map((token) => refused.has(token)),
    [false, true, true, false],
  );
});
