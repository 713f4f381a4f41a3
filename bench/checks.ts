import assert from 'node:assert/strict';
import type { Control } from './control.ts';
import { json, type Reply } from './http-client.ts';
import type { Subject } from './subject.ts';

/** What a bulk update is answered. */
export interface BulkAnswer {
  readonly success: boolean;
  readonly batchId: string;
  readonly results: {
    readonly total: number;
    readonly valid: number;
    readonly successful: number;
    readonly failed: number;
    readonly retried: number;
    readonly batchesProcessed: number;
    readonly errors: readonly { readonly index: number; readonly error: string }[];
  };
}

/** All records of a request were applied. */
export function checkUpdated(reply: Reply, records: number): BulkAnswer {
  const answer = json<BulkAnswer>(reply);
  const { total, valid, successful, failed } = answer.results;
  const seen = { status: reply.status, success: answer.success, total, valid, successful, failed };
  const wanted = { status: 200, success: true, total: records, valid: records, successful: records, failed: 0 };
  assert.deepEqual(seen, wanted);
  return answer;
}

/** The floor answered the key of each record. */
export function checkFloor(reply: Reply, records: number): void {
  assert.equal(reply.status, 200, reply.body.toString());
  assert.equal(json<{ keys: string[] }>(reply).keys.length, records);
}

/** Each record that was applied made one version, no more and no less. */
export async function checkVersions(control: Control, table: 'customers' | 'floor', updates: number): Promise<void> {
  const [row] = await control.query<{ updates: string }>(`select sum(version - 1) as updates from ${table}`);
  assert.equal(Number(row?.updates), updates, `updates that show in the versions of ${table}`);
}

/** After the same requests both sides hold the same: versions and data. */
export async function checkAgreement(control: Control): Promise<void> {
  const [row] = await control.query<{ both: string; different: string }>(
    `select count(*) as both, count(*) filter (where (c.version, c.data) is distinct from (f.version, f.data)) as different
     from (select * from customers where list_id in (select list_id from floor)) c
     full join floor f using (organization_id, list_id, key)`,
  );
  assert.ok(Number(row?.both) > 0, 'there are customers');
  assert.equal(Number(row?.different), 0, 'customers that differ from the floor');
}

interface Entry {
  readonly version: number;
  readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
}

/** The histories of the customers changed most often are whole: each version is there and begins where the one before ended. */
export async function checkHistories(subject: Subject, customers: number): Promise<void> {
  const rows = await subject.control.query<{ key: string; version: number; data: Record<string, unknown> }>(
    'select key, version, data from customers where version > 1 order by version desc, key limit $1',
    [customers],
  );
  assert.equal(rows.length, customers, 'customers with a history');
  for (const { key, version, data } of rows) {
    const entries = await historyOf(subject, key);
    const versions = entries.map((entry) => entry.version);
    assert.deepEqual(
      versions,
      Array.from({ length: version - 1 }, (_, place) => version - place),
      `versions of ${key}`,
    );
    checkChain(entries, data);
  }
}

/** From the newest entry back: what a change led to is what the next one, or the customer, has. */
function checkChain(entries: readonly Entry[], data: Readonly<Record<string, unknown>>): void {
  const present = { ...data };
  for (const { version, changes } of entries) {
    const fields = Object.entries(changes);
    assert.ok(fields.length > 0, `version ${version} changes nothing`);
    for (const [field, { from, to }] of fields) {
      assert.deepEqual(present[field], to, `${field} of version ${version}`);
      assert.notDeepEqual(from, to, `${field} of version ${version}`);
      present[field] = from;
    }
  }
}

async function historyOf({ client, campaignId }: Subject, key: string): Promise<Entry[]> {
  const path = `/api/v1/customers/${key}/history?campaignId=${campaignId}&limit=1000`;
  const reply = await client.send({ method: 'GET', path });
  assert.equal(reply.status, 200, reply.body.toString());
  return json<{ data: Entry[] }>(reply).data;
}
