import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { wrongPasswordStore } from '../../src/store/wrong-passwords.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('wrong passwords', () => {
  let empty: TestDatabase;
  let database: Database;
  before(async () => {
    empty = await createTestDatabase();
    const { connectionString } = empty;
    database = new Database({ connectionString, poolSize: 2, lockWaitMs: 2000, onIdleError: () => undefined });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  });

  test('lock as a list of moments says, whenever they come and however long window and lock are', async () => {
    const start = Date.parse('2026-05-04T10:00:00Z');
    const store = wrongPasswordStore();
    const rule = fc.record({
      many: fc.integer({ min: 2, max: 4 }),
      windowMs: fc.integer({ min: 1, max: 30 }),
      lockedMs: fc.integer({ min: 1, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(rule, fc.array(fc.nat({ max: 15 }), { maxLength: 20 }), async (limits, pauses) => {
        const login = randomBytes(32);
        const model = lockModel(limits);
        let now = start;
        for (const pause of pauses) {
          now += pause;
          const at = new Date(now);
          const isLocked = await database.transact(async (tx) => {
            const found = await store.isLocked(tx, { login, at });
            await store.note(tx, { login, at, ...limits });
            return found;
          });
          assert.equal(isLocked, model.isLocked(now));
          model.note(now);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** The rule as the contract says it. */
function lockModel({ many, windowMs, lockedMs }: { many: number; windowMs: number; lockedMs: number }) {
  let wrong: number[] = [];
  let lockedUntil = 0;
  const isLocked = (now: number) => now < lockedUntil;
  return {
    isLocked,
    note(now: number) {
      if (isLocked(now)) return;
      wrong = [...wrong.filter((moment) => moment > now - windowMs), now];
      if (wrong.length < many) return;
      wrong = [];
      lockedUntil = now + lockedMs;
    },
  };
}
