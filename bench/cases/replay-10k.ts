import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { atMost, type Bench, type Case, type Row } from '../case.ts';
import { type BulkAnswer, checkUpdated, checkVersions } from '../checks.ts';
import { settle } from '../customers.ts';
import { json, type Reply } from '../http-client.ts';
import { statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';
import { Updates } from '../updates.ts';

/** One in five records of the second request names a customer that is not there. */
const missingShare = 0.2;

export const replay10k: Case = {
  name: 'replay-10k',
  summary: 'a request of 10,000 records sent again with its key; also one whose answer lists 2,000 errors',
  async run(bench) {
    const { customers, records } = bench.scale;
    await using subject = await openSubject(bench, customers);
    await settle(subject.control, ['customers']);
    const updates = new Updates(subject.campaignId, customers);
    const missing = Math.round(records * missingShare);
    const found = records - missing;

    const whole = updates.request(records);
    const plain = await replays(bench, subject, { body: whole, check: (reply) => void checkUpdated(reply, records) });
    const partly = updates.request(found, missing);
    const faulty = await replays(bench, subject, { body: partly, check: (reply) => checkMissing(reply, missing) });
    await checkVersions(subject.control, 'customers', records + found);
    return [
      row('replay-10k', `a stored answer of ${plain.bytes} bytes`, plain),
      row('replay-10k, errors', `${missing} errors in a stored answer of ${faulty.bytes} bytes`, faulty),
    ];
  },
};

interface Replays {
  readonly samples: readonly number[];
  /** Of the answer. */
  readonly bytes: number;
}

interface Replayed {
  readonly body: Buffer;
  readonly check: (reply: Reply) => void;
}

/** Sends a request once, and then again and again: each time the same answer, byte for byte. */
async function replays({ scale, signal }: Bench, subject: Subject, { body, check }: Replayed): Promise<Replays> {
  const key = randomUUID();
  const first = await subject.update(body, key);
  check(first);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  const samples: number[] = [];
  for (let time = -scale.warmUps; time < scale.replays; time += 1) {
    signal.throwIfAborted();
    const again = await subject.update(body, key);
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [first.status, 'true']);
    assert.ok(again.body.equals(first.body), 'the answer is repeated byte for byte');
    if (time >= 0) samples.push(again.ms);
  }
  return { samples, bytes: first.body.length };
}

function checkMissing(reply: Reply, missing: number): void {
  const { errors } = json<BulkAnswer>(reply).results;
  assert.equal(reply.status, 207);
  assert.equal(errors.filter(({ error }) => error === 'document_missing_exception').length, missing);
  assert.equal(errors.length, missing);
}

function row(name: string, note: string, { samples, bytes }: Replays): Row {
  const ours = statistics(samples);
  return {
    name,
    ours: `${ours.median.toFixed(1)} ms`,
    floor: null,
    value: ours.median,
    unit: 'ms',
    target: atMost(50, 10),
    notes: [note],
    details: { ours, bytes },
  };
}
