import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readRetryAfter, waitBeforeNext } from '../../src/webhooks/backoff.ts';
import { readSettings } from '../../src/settings/settings.ts';

const dayMs = 24 * 60 * 60 * 1000;

describe('the wait before the next attempt', () => {
  test('makes eight attempts in about a day as standard', () => {
    const settings = readSettings({});
    const waits: number[] = [];
    for (let attempts = 1; ; attempts += 1) {
      const wait = waitBeforeNext({ attempts, retryAfterMs: null }, settings, 0);
      if (wait === null) break;
      waits.push(wait);
    }
    assert.deepEqual(
      waits.map((ms) => ms / 1000),
      [15, 60, 240, 960, 3_840, 15_360, 61_440],
    );
    const total = waits.reduce((sum, ms) => sum + ms, 0);
    assert.ok(total > 0.8 * dayMs && total < 1.2 * dayMs);
  });

  test('grows, is never longer than a day, and is at least what the target asks for up to a day', () => {
    const limits = fc.record({
      webhookRetryMs: fc.integer({ min: 100, max: 3_600_000 }),
      webhookAttemptsMax: fc.integer({ min: 1, max: 20 }),
    });
    const tried = fc.record({
      retryAfterMs: fc.option(fc.nat({ max: 10 * dayMs })),
      attempts: fc.integer({ min: 1, max: 20 }),
    });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(limits, tried, random, (limit, { retryAfterMs, attempts }, chance) => {
        const wait = waitBeforeNext({ attempts, retryAfterMs }, limit, chance);
        if (attempts >= limit.webhookAttemptsMax) return assert.equal(wait, null);
        assert.ok(wait !== null && wait <= dayMs && wait >= Math.min(limit.webhookRetryMs, dayMs));
        assert.ok(wait >= Math.min(retryAfterMs ?? 0, dayMs));
        const before = waitBeforeNext({ attempts: attempts - 1, retryAfterMs }, limit, chance);
        if (attempts > 1) assert.ok(before !== null && before <= wait);
      }),
    );
  });

  test('reads Retry-After as seconds and as a date, and passes over anything else', () => {
    const now = new Date('2026-05-05T10:00:00Z');
    assert.equal(readRetryAfter('120', now), 120_000);
    assert.equal(readRetryAfter('Tue, 05 May 2026 10:01:00 GMT', now), 60_000);
    assert.equal(readRetryAfter('Tue, 05 May 2026 09:00:00 GMT', now), 0);
    for (const header of [undefined, '', 'soon', '-5x']) assert.equal(readRetryAfter(header, now), null);
  });
});
