import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LastUse } from '../../src/access/last-use.ts';
import type { TokenUse } from '../../src/access/ports.ts';

const now = new Date('2026-05-04T10:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

/** A store whose writes end when told to. */
function held() {
  const uses: TokenUse[] = [];
  const warnings: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const lastUse = new LastUse<null>({
    tokens: {
      markUsed: (_tx, use) => {
        uses.push(use);
        return promise;
      },
    },
    transact: (work) => work(null),
    log: { warn: (_details, message) => warnings.push(message) },
  });
  return { lastUse, uses, warnings, resolve, reject };
}

describe('the last use of a token', () => {
  test('is written when none was noted, and when the one noted is a minute old', () => {
    const { lastUse, uses } = held();
    lastUse.note({ id: 1, lastUsedAt: null }, now);
    lastUse.note({ id: 2, lastUsedAt: secondsAgo(60) }, now);
    lastUse.note({ id: 3, lastUsedAt: secondsAgo(59) }, now);
    assert.deepEqual(
      uses.map(({ tokenId }) => tokenId),
      [1, 2],
    );
  });

  test('is written once while the first write still runs, however many requests come', async () => {
    const { lastUse, uses, resolve } = held();
    for (let request = 0; request < 100; request += 1) lastUse.note({ id: 1, lastUsedAt: null }, now);
    assert.equal(uses.length, 1);
    resolve();
    await lastUse[Symbol.asyncDispose]();
    lastUse.note({ id: 1, lastUsedAt: secondsAgo(90) }, now);
    assert.equal(uses.length, 2);
  });

  test('does not delay or break the request when it cannot be written', async () => {
    const { lastUse, warnings, reject } = held();
    lastUse.note({ id: 1, lastUsedAt: null }, now);
    reject(new Error('the database is away'));
    await lastUse[Symbol.asyncDispose]();
    assert.deepEqual(warnings, ["a token's last use could not be noted"]);
  });

  test('is waited for when the room is closed', async () => {
    const { lastUse, resolve } = held();
    lastUse.note({ id: 1, lastUsedAt: null }, now);
    let closed = false;
    const closing = lastUse[Symbol.asyncDispose]().then(() => (closed = true));
    await new Promise(setImmediate);
    assert.equal(closed, false);
    resolve();
    await closing;
  });
});
