import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchBody } from '../../acceptance/upload-steps.ts';
import type { Client } from '../../tenant.ts';

export interface Batch extends BatchBody {
  readonly list: string;
  readonly operation: string;
}
export interface ChangeBody {
  readonly key: string;
  readonly version: number;
  readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
}
export interface OutcomeBody {
  readonly index: number;
  readonly key: string | null;
  readonly outcome: 'updated' | 'unchanged' | 'invalid' | 'failed';
  readonly error?: string;
}

const settledMsMax = 60_000;
const finalStates = new Set(['completed', 'cancelled', 'failed']);

/** Every batch of the organization, the oldest first, once all have ended; as they are, where some do not in time. */
export async function untilSettled(who: Client): Promise<Batch[]> {
  const deadline = performance.now() + settledMsMax;
  for (;;) {
    const batches = await readBatches(who);
    if (batches.every(({ state }) => finalStates.has(state)) || performance.now() > deadline) return batches;
    await delay(200);
  }
}

async function readBatches(who: Client): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const page of pages<Batch>(who, 'batches')) batches.push(...page);
  return batches.toReversed();
}

export function readChanges(who: Client, batchId: string): AsyncGenerator<readonly ChangeBody[]> {
  return pages<ChangeBody>(who, `batches/${batchId}/changes`);
}

export async function readOutcomes(who: Client, batchId: string): Promise<OutcomeBody[]> {
  const outcomes: OutcomeBody[] = [];
  for await (const page of pages<OutcomeBody>(who, `batches/${batchId}/outcomes`)) outcomes.push(...page);
  return outcomes;
}

/** What is not as it must be of any batch that has ended. */
export function closingFaults({ id, state, counts, chunks }: Batch): string[] {
  const of = (name: string): number => counts[name] ?? Number.NaN;
  const laws = {
    'a final state': finalStates.has(state),
    'total = valid + invalid': of('total') === of('valid') + of('invalid'),
    'valid = successful + failed': of('valid') === of('successful') + of('failed'),
    'successful = updated + unchanged': of('successful') === of('updated') + of('unchanged'),
    'nothing pending': of('pending') === 0,
    // Each patch is new to its customer: what is unchanged was applied before.
    'nothing unchanged': of('unchanged') === 0,
  };
  const broken = Object.entries(laws).flatMap(([law, holds]) => (holds ? [] : [law]));
  if (broken.length === 0) return [];
  return [`${id} (${state}) lacks ${broken.join(', ')}: ${JSON.stringify({ counts, chunks })}`];
}

async function* pages<Entry>(who: Client, resource: string): AsyncGenerator<readonly Entry[]> {
  const limit = resource === 'batches' ? 100 : 1000;
  let cursor = '';
  for (;;) {
    const { status, body, text } = await who.call<{ data: Entry[]; nextCursor: string | null }>(
      `GET /api/v1/${resource}?limit=${limit}${cursor}`,
    );
    assert.equal(status, 200, text);
    yield body.data;
    if (body.nextCursor === null) return;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}
