import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sendUpdate } from '../../acceptance/company/company.ts';
import { csv, uploadSteps } from '../../acceptance/upload-steps.ts';
import type { Answer, BulkBody } from '../../tenant.ts';
import { undo } from './undo.ts';
import { type Entry, errorIn, ownField, type Patch } from './world.ts';
import type { Writer } from './writer.ts';

export interface Action {
  readonly kind: string;
  /** How often, compared with the others. */
  readonly weight: number;
  readonly run: (writer: Writer) => Promise<void>;
}

/** All that a writer may do. */
export const actions: readonly Action[] = [
  { kind: 'bulk update', weight: 6, run: bulkUpdate },
  { kind: 'bulk update sent twice', weight: 2, run: bulkUpdateTwice },
  { kind: 'single update', weight: 4, run: updateOne },
  { kind: 'company PATCH', weight: 4, run: patchOne },
  { kind: 'company file', weight: 2, run: companyFile },
  { kind: 'campaign upload', weight: 2, run: campaignUpload },
  { kind: 'undo', weight: 2, run: undo },
];

type Wanted = Omit<Entry, 'error'>;

async function bulkUpdate(writer: Writer): Promise<void> {
  const wanted = await bulkEntries(writer);
  const atomic = writer.chance.happens(0.1);
  tookBulk(writer, wanted, await sendBulk(writer, { wanted, query: atomic ? '?atomic=true' : '' }));
}

/** A client that loses patience sends the same again before the first one is answered. */
async function bulkUpdateTwice(writer: Writer): Promise<void> {
  const wanted = await bulkEntries(writer);
  const headers = { 'idempotency-key': randomUUID() };
  const send = async (): Promise<Answer<BulkBody>> => {
    for (;;) {
      const answer = await sendBulk(writer, { wanted, headers });
      if (answer.status !== 409) return answer;
    }
  };
  const [first, second] = await Promise.all([send(), send()]);
  assert.equal(first.text, second.text);
  tookBulk(writer, wanted, first);
}

async function bulkEntries(writer: Writer): Promise<Wanted[]> {
  const { chance } = writer;
  const keys = writer.someKeys('campaign');
  // A twin, and one that is not there.
  if (chance.happens(0.2)) keys.push(chance.oneOf(keys));
  if (chance.happens(0.1)) keys.push('loan_missing');
  const wanted = writer.entries('campaign', keys);
  if (chance.happens(0.6)) return wanted;
  const seen = await versionsSeen(writer);
  return wanted.map((entry) => ({ ...entry, expectedVersion: seen.get(entry.key) ?? null }));
}

/** As anybody reads them; then others write. */
async function versionsSeen(writer: Writer): Promise<Map<string, number>> {
  const path = `GET /api/v1/customers?campaignId=${writer.world.campaignId}&limit=1000`;
  const { body } = await writer.send<{ data: { id: string; version: number }[] }>(path);
  return new Map(body.data.map(({ id, version }) => [id, version]));
}

function sendBulk(
  writer: Writer,
  { wanted, query = '', headers = {} }: { wanted: readonly Wanted[]; query?: string; headers?: Record<string, string> },
): Promise<Answer<BulkBody>> {
  const records = wanted.map(({ key, patch, expectedVersion }) => {
    return { id: key, data: patch, ...(expectedVersion !== null && { version: expectedVersion }) };
  });
  const { campaignId } = writer.world;
  return writer.send(`PUT /api/v1/customers/update/bulk${query}`, { campaignId, records }, headers);
}

function tookBulk(writer: Writer, wanted: readonly Wanted[], { status, text, body }: Answer<BulkBody>): void {
  assert.ok(status === 200 || status === 207, text.slice(0, 500));
  const { total, valid, successful, failed, errors } = body.results;
  assert.deepEqual([total, valid, successful + failed, failed], [wanted.length, total, total, errors.length]);
  const errorOf = new Map(errors.map(({ index, error }) => [index, error]));
  const entries = wanted.map((entry, index) => ({ ...entry, error: errorOf.get(index) ?? null }));
  writer.done({ kind: 'bulk update', list: 'campaign', batchId: body.batchId, entries });
}

async function updateOne(writer: Writer): Promise<void> {
  const { chance, world } = writer;
  const key = chance.oneOf(world.keys.campaign);
  const expectedVersion = chance.happens(0.5) ? ((await versionsSeen(writer)).get(key) ?? null) : null;
  const patch = writer.patch('campaign');
  const body = { campaignId: world.campaignId, loan_id: key, data: patch };
  const { status, text } = await writer.send('PUT /api/v1/customers/update', body, ifMatch(expectedVersion));
  tookOne(writer, { list: 'campaign', entry: { key, patch, expectedVersion }, status, text });
}

async function patchOne(writer: Writer): Promise<void> {
  const { chance, world } = writer;
  const key = chance.oneOf(world.keys.company);
  const path = `/api/v0/customer/${key}`;
  const patch = writer.patch('company');
  let expectedVersion: number | null = null;
  if (chance.happens(0.5)) {
    const { body } = await writer.send<{ payload: { version: number } }>(`GET ${path}`);
    expectedVersion = body.payload.version;
  }
  const { status, text } = await writer.send(`PATCH ${path}`, patch, ifMatch(expectedVersion));
  tookOne(writer, { list: 'company', entry: { key, patch, expectedVersion }, status, text });
}

function ifMatch(version: number | null): Record<string, string> {
  return version === null ? {} : { 'if-match': `"${version}"` };
}

interface OneAnswered {
  readonly list: 'campaign' | 'company';
  readonly entry: Wanted;
  readonly status: number;
  readonly text: string;
}

function tookOne(writer: Writer, { list, entry, status, text }: OneAnswered): void {
  const isConflict = status === 412 && entry.expectedVersion !== null;
  assert.ok(status === 200 || isConflict, `${status} ${text.slice(0, 500)}`);
  const error = isConflict ? 'version_conflict_engine_exception' : null;
  writer.done({ kind: 'single update', list, batchId: null, entries: [{ ...entry, error }] });
}

/** Through the company door in one step: nothing was shown, so nothing is pinned. */
async function companyFile(writer: Writer): Promise<void> {
  const wanted = writer.entries('company', writer.someKeys('company'));
  const columns = [ownField('company', writer.number), 'ifsc'];
  const { status, text, body } = await sendUpdate(writer.client, table('customerId', columns, wanted));
  assert.equal(status, 200, text.slice(0, 500));
  const { payload } = body;
  assert.equal(payload.total_count, wanted.length);
  assert.equal(payload.success_count + payload.failure_count, wanted.length);
  const errorOf = new Map(payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code ?? 'unknown']));
  const entries = wanted.map((entry, index) => ({ ...entry, error: errorOf.get(index + 2) ?? null }));
  writer.done({ kind: 'company file', list: 'company', batchId: payload.batchId, entries });
}

/** In steps: shown first, and pinned to what was shown. */
async function campaignUpload(writer: Writer): Promise<void> {
  const { campaignId } = writer.world;
  const columns = [ownField('campaign', writer.number), 'current_emi'];
  const drawn = writer.entries('campaign', writer.someKeys('campaign'));
  // A cell cannot say `null`, and a column too few is a value too few.
  const wanted = drawn.map((entry) => ({ ...entry, patch: only(columns, entry.patch) }));
  const steps = uploadSteps(writer.client);
  const { id } = await steps.upload(table('loan_id', columns, wanted), { campaignId });
  const batch = await steps.apply(id);
  assert.equal(batch.state, 'completed');
  const outcomes = await steps.outcomes(batch.id, '?limit=1000');
  assert.equal(outcomes.length, wanted.length);
  const entries = wanted.map((entry, index) => {
    const outcome = outcomes[index] ?? {};
    assert.equal(outcome['key'], entry.key);
    return { ...entry, error: errorIn(outcome) };
  });
  writer.done({ kind: 'campaign upload', list: 'campaign', batchId: batch.id, entries });
}

function only(names: readonly string[], patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => names.includes(name)));
}

function table(keyField: string, columns: readonly string[], wanted: readonly Wanted[]): string {
  const rows = wanted.map(({ key, patch }) => [key, ...columns.map((name) => String(patch[name] ?? ''))]);
  return csv([[keyField, ...columns], ...rows]);
}
