import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, BulkBody, Client } from '../../tenant.ts';
import type { Chance } from '../seeded.ts';
import type { PatientCaller } from './patient-caller.ts';

/** What a record is meant to end as, where its batch comes to an end. */
export type Meant = 'updated' | 'invalid' | 'missing';

/** A batch as its client knows it. */
export interface SentBatch {
  readonly number: number;
  /** null: sent without one, so once. */
  readonly key: string | null;
  readonly atomic: boolean;
  readonly body: { readonly campaignId: string; readonly records: readonly { id: string; data: object }[] };
  readonly meant: readonly Meant[];
  /** null: none came that is final. */
  answer: Answer<BulkBody> | null;
}

interface JsonClientOptions {
  readonly caller: PatientCaller;
  readonly chance: Chance;
  readonly campaignId: string;
  /** Ids of the customers; several clients update the same ones. */
  readonly ids: readonly string[];
  /** Of all clients. */
  readonly sent: SentBatch[];
}

const recordsMax = 600;
const keyShare = 0.7;
const atomicShare = 0.25;
const spoiltShare = 0.3;
const pauseMsMax = 200;

/** Sends batch after batch until it is told to stop. Each record's patch names its batch and itself: `7/31`. */
export async function runJsonClient(options: JsonClientOptions, stop: AbortSignal): Promise<void> {
  const { caller, chance, sent } = options;
  while (!stop.aborted) {
    const batch = drawBatch(options);
    sent.push(batch);
    if (batch.key === null) batch.answer = await caller.once((who) => sendBatch(who, batch));
    else batch.answer = await caller.untilAnswered((who) => sendBatch(who, batch));
    await delay(chance.below(pauseMsMax));
  }
}

/** The same request each time, as whoever retries must send it. */
export async function sendBatch(who: Client, { key, atomic, body }: SentBatch): Promise<Answer<BulkBody>> {
  const request = `PUT /api/v1/customers/update/bulk${atomic ? '?atomic=true' : ''}`;
  return who.call<BulkBody>(request, body, key === null ? {} : { 'idempotency-key': key });
}

/** What the patches of a batch set `mark` to. */
function markOf(batch: number, index: number): string {
  return `${batch}/${index}`;
}

function drawBatch({ chance, campaignId, ids, sent }: JsonClientOptions): SentBatch {
  const number = sent.length;
  const records = chance
    .some(ids, 1 + chance.below(recordsMax))
    .map((id, index) => ({ id, data: { mark: markOf(number, index) } as object }));
  const meant = records.map((): Meant => 'updated');
  if (chance.happens(spoiltShare)) {
    const [invalid, missing] = [chance.below(records.length), chance.below(records.length)];
    records.splice(invalid, 1, { id: records[invalid]?.id ?? 'loan_0', data: { loan_amount: -1 } });
    meant.splice(invalid, 1, 'invalid');
    records.splice(missing, 1, { id: `nobody_${number}`, data: { mark: markOf(number, missing) } });
    meant.splice(missing, 1, 'missing');
  }
  return {
    number,
    key: chance.happens(keyShare) ? `batch ${number}` : null,
    atomic: chance.happens(atomicShare),
    body: { campaignId, records },
    meant,
    answer: null,
  };
}
