import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileWork } from '../../src/jobs/file-work.ts';
import { type UnfinishedFile, watchFiles } from '../../src/jobs/watch-files.ts';
import { file, silent } from './run-files.ts';

/** Unfinished files, those of them that have a job, and what the watch did about them. */
class Files {
  readonly unfinished: UnfinishedFile[] = [];
  readonly withJob = new Set<string>();
  readonly sent: string[] = [];
  woken = 0;
  rested = 0;
  largest = 0;

  add(many: number): void {
    for (let id = this.unfinished.length + 1; many > 0; id += 1, many -= 1) {
      this.unfinished.push({ work: file(`upl_${id}`), cursor: { organizationId: 7, id } });
    }
  }

  watch(): AsyncDisposable {
    return watchFiles({
      unfinished: {
        list: async (after, limit) => {
          this.largest = Math.max(this.largest, limit);
          return this.unfinished.filter(({ cursor }) => cursor.id > (after?.id ?? 0)).slice(0, limit);
        },
      },
      queue: { prepare: async () => undefined, has: async ({ uploadId = '' }: FileWork) => this.withJob.has(uploadId) },
      send: async ({ uploadId = '' }) => {
        this.sent.push(uploadId);
        this.withJob.add(uploadId);
      },
      thread: {
        wake: () => void (this.woken += 1),
        rest: async () => void (this.rested += 1),
      },
      settings: { processHeartbeatMs: 2 },
      log: silent,
      sweepEveryMs: 2,
    });
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 5_000; !holds();) {
    assert.ok(performance.now() < end, 'it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('the watch over files', () => {
  test('wakes the thread while there is work, and lets it rest when there is none', async () => {
    const files = new Files();
    await using running = new AsyncDisposableStack();
    running.use(files.watch());
    await eventually(() => files.rested > 1);
    assert.equal(files.woken, 0);
    files.add(1);
    await eventually(() => files.woken > 1);
  });

  test('sends the work of a file that has no job, once, and in bounded steps', async () => {
    const files = new Files();
    files.add(250);
    for (const { work } of files.unfinished.slice(0, 120)) files.withJob.add(work.uploadId ?? '');
    await using running = new AsyncDisposableStack();
    running.use(files.watch());
    await eventually(() => files.sent.length === 130);
    await eventually(() => files.woken > 5);
    assert.deepEqual(
      files.sent,
      files.unfinished.slice(120).map(({ work }) => work.uploadId),
    );
    assert.equal(files.largest, 100);
  });
});
