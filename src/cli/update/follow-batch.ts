import { setTimeout as pause } from 'node:timers/promises';
import type { Progress, Reached } from '../progress.ts';
import type { ServiceClient } from './service-client.ts';
import type { BatchAnswer } from './wire.ts';

interface Following {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Of the step while rows are applied. */
  readonly label: string;
}

const shortestPollMs = 200;
const longestPollMs = 1000;
const finalStates: ReadonlySet<string> = new Set(['completed', 'cancelled', 'failed']);

/** Follows a batch until it has ended and its result files are written. */
export async function followBatch(
  service: ServiceClient,
  id: string,
  { progress, signal, label }: Following,
): Promise<BatchAnswer> {
  const follow = (isEnough: (batch: BatchAnswer) => boolean) => async (reached: Reached) => {
    for (let pollMs = shortestPollMs; ; pollMs = Math.min(pollMs * 1.3, longestPollMs)) {
      const batch = await service.call<BatchAnswer>(`GET /batches/${encodeURIComponent(id)}`);
      if (isFinal(batch) || isEnough(batch)) return batch;
      if (batch.progress) reached(batch.progress.done, batch.progress.of);
      await pause(pollMs, undefined, { signal });
    }
  };
  const applied = await progress.step(
    label,
    follow((batch) => batch.progress?.phase === 'writing'),
  );
  if (isFinal(applied)) return applied;
  return await progress.step(
    'write the result files',
    follow(() => false),
  );
}

function isFinal({ state }: BatchAnswer): boolean {
  return finalStates.has(state);
}
