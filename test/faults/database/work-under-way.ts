/** Two JSON batches and a file that stand in the middle when the trouble begins: most of their chunks are committed. */
import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Reader } from '../../../src/store/database.ts';
import { addMany, csv, type FileAnswer, sendUpdate } from '../../acceptance/company/company.ts';
import { holdCustomers, untilWaiting } from '../../acceptance/hold-customers.ts';
import { type Answer, type BulkBody, loans, type Tenant } from '../../tenant.ts';

export const chunkRecords = 100;
export const customersCount = 1_000;

/** Small chunks, and a heartbeat that soon finds what was left. */
export const settings = {
  poolSize: 7,
  chunkRecordsMax: chunkRecords,
  chunksAtOnceMax: 2,
  fileChunkRecordsMax: chunkRecords,
  fileChunksAtOnceMax: 1,
  triesMax: 50,
  processHeartbeatMs: 200,
  processDeadAfterMs: 5_000,
};

export interface Campaign {
  readonly id: string;
  readonly headers: Record<string, string>;
}

export interface Work {
  readonly lender: Tenant;
  /** One with an `Idempotency-Key`, one without. */
  readonly keyed: Campaign;
  readonly unkeyed: Campaign;
  /** A campaign of a single customer, for requests that come while the trouble lasts. */
  readonly probe: Campaign;
  readonly companyIds: readonly string[];
}

export async function prepare(lender: Tenant): Promise<Work> {
  const campaign = async (count: number, headers: Record<string, string> = {}): Promise<Campaign> => {
    return { id: await lender.campaign(loans(count)), headers };
  };
  return {
    lender,
    keyed: await campaign(customersCount, { 'idempotency-key': 'cut off' }),
    unkeyed: await campaign(customersCount),
    probe: await campaign(1),
    companyIds: await addMany(lender, customersCount),
  };
}

const update = 'PUT /api/v1/customers/update/bulk';
const note = 'x'.repeat(600);
const records = Array.from({ length: customersCount }, (_, i) => ({
  id: `loan_${i}`,
  data: { current_emi: 1_000 + i, note },
}));

export async function sendBulk({ lender }: Work, { id, headers }: Campaign): Promise<Answer<BulkBody>> {
  return lender.call<BulkBody>(update, { campaignId: id, records }, headers);
}

export async function sendProbe({ lender, probe }: Work, emi: number): Promise<Answer> {
  const body = { campaignId: probe.id, records: [{ id: 'loan_0', data: { current_emi: emi } }] };
  return lender.call(update, body);
}

/** By the company door, in the background. */
async function sendFile({ lender, companyIds }: Work): Promise<FileAnswer> {
  const rows = companyIds.map((id, i) => [id, String(400_000 + i), `House ${i} ${note}`]);
  const file = csv(['customerId', 'pinCode', 'address'], ...rows);
  return sendUpdate(lender, file, { headers: { prefer: 'respond-async' } });
}

export interface UnderWay extends AsyncDisposable {
  readonly keyed: Promise<Answer<BulkBody>>;
  readonly unkeyed: Promise<Answer<BulkBody>>;
  readonly fileBatch: string;
  /** Whoever held the rows that they wait for lets go of them, if the database still knows of him. */
  release(): Promise<void>;
}

/** Comes back when each waits for rows that another writer holds: of each list those from this place on, by key. */
export async function start(work: Work, direct: string, heldFrom = customersCount - 1): Promise<UnderWay> {
  const stack = new AsyncDisposableStack();
  const hold = async (list: string, keys: readonly string[]) => stack.use(await holdCustomers(direct, list, keys));
  const keys = records.map(({ id }) => id).toSorted();
  const holds = [
    await hold(work.lender.code, work.companyIds.slice(heldFrom)),
    await hold(work.keyed.id, keys.slice(heldFrom)),
    await hold(work.unkeyed.id, keys.slice(heldFrom)),
  ];
  const reader = observer(direct);
  const { status, body, text } = await sendFile(work);
  assert.equal(status, 202, text);
  await untilWaiting(reader, 1);
  const [keyed, unkeyed] = [work.keyed, work.unkeyed].map(async (campaign) => sendBulk(work, campaign));
  assert.ok(keyed && unkeyed);
  await untilWaiting(reader, 3);
  return {
    keyed,
    unkeyed,
    fileBatch: body.payload.batchId,
    async release() {
      await Promise.allSettled(holds.map(async (held) => held.release()));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Looks into the database by a new connection each time: none of them lives through a trouble. */
export function observer(connectionString: string): Pick<Reader, 'query'> {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const client = new Client({ connectionString, application_name: 'observer' });
      // It may die while it is asked; the question fails of itself.
      client.on('error', () => undefined);
      await client.connect();
      try {
        const { rows, rowCount } = await client.query(text, [...values]);
        return { rows: rows as Row[], rowCount: rowCount ?? 0 };
      } finally {
        await client.end();
      }
    },
  };
}
