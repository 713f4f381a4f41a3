import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maintenance, type MaintenanceStore } from '../../src/jobs/maintenance.ts';

test('stopping tells the turns under way to end, and waits for them and no longer', async () => {
  const events: string[] = [];
  const filling = Promise.withResolvers<void>();
  const store: MaintenanceStore = {
    beat: async () => undefined,
    settleOrphans: async () => undefined,
    sweep: async () => undefined,
    async fill(signal) {
      filling.resolve();
      await new Promise((stopped) => {
        signal.addEventListener('abort', stopped);
      });
      events.push('filled');
    },
    leave: async () => void events.push('left'),
  };
  const jobs = maintenance({ store, settings: { processHeartbeatMs: 60_000 }, log: { warn: () => undefined } });
  await filling.promise;
  await jobs[Symbol.asyncDispose]();
  assert.deepEqual(events, ['filled', 'left']);
});
