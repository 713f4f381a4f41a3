import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Bench, type Case } from '../case.ts';
import { keyOf, settle } from '../customers.ts';
import { statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';
import { uploadTable } from '../upload-table.ts';

/** How often it is asked whether a batch has ended; a fraction of what it takes. */
const askEveryMs = 20;

/**
 * A batch of 100,000 updates, applied and undone: from the request that asks for it until the batch has ended. What is
 * applied was uploaded, read and checked before, so both begin with records that lie in the database, run in the same
 * thread, and change each customer's four fields.
 */
export const undo100k: Case = {
  name: 'undo-100k',
  summary: 'undoing a batch of 100,000 updates, against applying it',
  async run(bench) {
    const updates = bench.scale.fileRowsSmall;
    const customers = Math.max(bench.scale.customers, updates);
    await using subject = await openSubject(bench, customers);
    const times = { apply: [] as number[], undo: [] as number[] };
    bench.say(`applying ${updates.toLocaleString('en')} updates, and undoing them`);
    for (let run = -1; run < bench.scale.filePairs; run += 1) {
      bench.signal.throwIfAborted();
      const one = await applyAndUndo(bench, subject, { customers, updates, run });
      // The first finds cold caches, and the thread asleep.
      if (run < 0) continue;
      times.apply.push(one.apply);
      times.undo.push(one.undo);
    }
    const ours = statistics(times.undo);
    const floor = statistics(times.apply);
    return [
      {
        name: 'undo-100k',
        ours: `${(ours.median / 1000).toFixed(2)} s`,
        floor: `${(floor.median / 1000).toFixed(2)} s`,
        value: ours.median / floor.median,
        unit: 'ratio',
        target: atMost(1.5, 1),
        notes: [
          `${updates.toLocaleString('en')} of ${customers.toLocaleString('en')} customers; the floor is applying the same batch`,
        ],
        details: { updates, customers, ours, floor },
      },
    ];
  },
};

interface Run {
  readonly customers: number;
  readonly updates: number;
  readonly run: number;
}

async function applyAndUndo(
  bench: Bench,
  subject: Subject,
  { customers, updates, run }: Run,
): Promise<{ apply: number; undo: number }> {
  const { control, campaignId } = subject;
  // Another customer each time, far apart, every field new.
  const step = Math.floor(customers / updates);
  const rows = Array.from({ length: updates }, (_, place) => [
    keyOf(1 + place * step + ((run + 1) % step)),
    String(10_000 + ((place + run) % 5_000)),
    String(1 + ((place + run) % 30)),
    `2027-${String(1 + ((run + 1) % 12)).padStart(2, '0')}-11`,
    run % 2 === 0 ? 'paid' : 'partial',
  ]);
  const header = ['loan_id', 'emi_amount', 'current_emi', 'emi_due_date', 'payment_status'];
  const upload = await uploadTable(subject, { campaignId, rows: [header, ...rows] });
  const before = await digest(subject);
  await settle(control, ['customers']);
  const applied = await timed(bench, subject, `/api/v1/uploads/${upload}/apply`);
  assert.equal(applied.updated, updates, 'each record was applied');
  assert.notEqual(await digest(subject), before);
  await settle(control, ['customers']);
  const undone = await timed(bench, subject, `/api/v1/batches/${applied.id}/undo`);
  assert.equal(undone.updated, updates, 'each customer was restored');
  assert.equal(await digest(subject), before, 'all is as it was');
  return { apply: applied.ms, undo: undone.ms };
}

interface Ended {
  readonly ms: number;
  readonly id: string;
  readonly updated: number;
}

/** Asks for a batch, and waits for its end. */
async function timed(bench: Bench, { service, token }: Subject, path: string): Promise<Ended> {
  const headers = { authorization: `Bearer ${token}` };
  const start = performance.now();
  const asked = await fetch(new URL(path, service.url), { method: 'POST', headers });
  const text = await asked.text();
  assert.equal(asked.status, 202, text);
  const { data } = JSON.parse(text) as { data: { id: string } };
  for (;;) {
    bench.signal.throwIfAborted();
    const shown = await fetch(new URL(`/api/v1/batches/${data.id}`, service.url), { headers });
    const { data: batch } = (await shown.json()) as {
      data: { finishedAt: string | null; counts: { updated: number } };
    };
    if (batch.finishedAt !== null) return { ms: performance.now() - start, id: data.id, updated: batch.counts.updated };
    await sleep(askEveryMs);
  }
}

/** Of all customers' data. */
async function digest({ control }: Subject): Promise<string> {
  const [row] = await control.query<{ digest: string }>(
    'select sum(hashtextextended(key || data::text, 0)::numeric)::text as digest from customers',
  );
  return row?.digest ?? '';
}
