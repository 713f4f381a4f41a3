import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { Passwords } from '../../src/access/passwords.ts';
import { RequestError } from '../../src/errors/request-error.ts';

describe('passwords', () => {
  const cost = { log2N: 4, r: 8, p: 1 };

  test('are known again; where none is stored every one is wrong', async () => {
    const passwords = new Passwords({ random: randomBytes, atOnceMax: 1, cost });
    const stored = await passwords.hash('three grey herons');
    assert.equal(await passwords.verify('three grey herons', stored), true);
    assert.equal(await passwords.verify('three grey heron', stored), false);
    assert.equal(await passwords.verify('three grey herons', null), false);
  });

  test('above the limit of how many wait are refused for the moment', async () => {
    const passwords = new Passwords({ random: randomBytes, atOnceMax: 1, waitingMax: 2, cost });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash('x')));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
    );
    const refused = outcomes.at(-1);
    assert.ok(refused?.status === 'rejected' && refused.reason instanceof RequestError);
    assert.equal(refused.reason.code, 'unavailable');
    assert.equal(refused.reason.retryAfterSeconds, 5);
  });
});
