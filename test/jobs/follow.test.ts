import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { follow } from '../../src/jobs/follow.ts';

interface Report {
  readonly done: number;
  readonly final?: true;
}
const isFinal = ({ final }: Report): boolean => final === true;
const signal = new AbortController().signal;

/** Reads these reports one after the other; the last one again and again. */
function reading(...reports: readonly (Report | null)[]): { read: () => Promise<Report | null>; times: number[] } {
  const times: number[] = [];
  return {
    times,
    read: async () => {
      times.push(performance.now());
      return reports[Math.min(times.length, reports.length) - 1] ?? null;
    },
  };
}

describe('following something', () => {
  test('gives each new report up to the final one, four a second at most', async () => {
    const { read, times } = reading({ done: 0 }, { done: 0 }, { done: 1 }, { done: 2, final: true }, { done: 9 });
    const seen = await Array.fromAsync(follow({ read, isFinal, signal }));
    assert.deepEqual(seen, [{ done: 0 }, { done: 1 }, { done: 2, final: true }]);
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    assert.ok(
      gaps.every((gap) => gap > 240),
      `${gaps.map(Math.round).join(', ')} ms`,
    );
  });

  test('ends when there is no such thing, or no longer', async () => {
    assert.deepEqual(await Array.fromAsync(follow({ ...reading(null), isFinal, signal })), []);
    assert.deepEqual(await Array.fromAsync(follow({ ...reading({ done: 0 }, null), isFinal, signal })), [{ done: 0 }]);
  });

  test('ends when whoever follows goes away', async () => {
    const gone = new AbortController();
    const seen: Report[] = [];
    for await (const report of follow({ ...reading({ done: 0 }), isFinal, signal: gone.signal })) {
      seen.push(report);
      gone.abort();
    }
    assert.deepEqual(seen, [{ done: 0 }]);
  });
});
