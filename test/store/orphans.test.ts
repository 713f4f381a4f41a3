import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef, NewBatch } from '../../src/engine/ports.ts';
import type { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { PostgresIdempotencyStore } from '../../src/store/idempotency.ts';
import { maintenanceStore } from '../../src/store/maintenance.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

const fingerprint = Buffer.from('f');
const none = { updated: 0, unchanged: 0, failed: 0, retried: 0 };

interface Process {
  readonly owner: number;
  readonly store: PostgresBatchStore;
  readonly claims: PostgresIdempotencyStore;
  sweep(): Promise<void>;
}

describe('the sweep of batches that nobody runs', () => {
  let room: OpenStore;
  let list: ListRef;
  before(async () => {
    room = await openStore({ lockWaitMs: 200 });
    list = await room.list(['a']);
  });
  after(() => room[Symbol.asyncDispose]());

  async function startProcess(): Promise<Process> {
    const { database } = room;
    const owner = await room.owner();
    const store = await room.store({ owner });
    const settings = { processDeadAfterMs: 15_000, historyDays: 90, webhookDeliveriesDays: 30 };
    const claims = new PostgresIdempotencyStore({ database, owner, ...settings, idempotencyHours: 24 });
    const maintenance = maintenanceStore({ database, owner, batches: store, settings });
    return { owner, store, claims, sweep: () => maintenance.settleOrphans() };
  }
  let references = 0;
  const newReference = () => `ref${(references += 1)}`;
  const keyed = (reference: string) => {
    return { organizationId: list.organizationId, operation: 'bulk', key: `key-${reference}`, fingerprint };
  };
  const newBatch = (reference: string): NewBatch => {
    const what = { publicId: `batch_${reference}`, list, source: 'campaign', operation: 'update' } as const;
    const records = { total: 1, invalid: [], chunks: 1, chunkRecords: 1, keys: ['a'] };
    return { ...what, ...records, atomic: false, tokenId: null };
  };
  /** Begins a batch as a request does, and gives it up, as when the database goes away; with a key if told so. */
  async function breakOff({ store, claims }: Process, { key = false, chunk = false } = {}): Promise<string> {
    const reference = newReference();
    if (key) assert.ok(await claims.claim(keyed(reference), reference));
    const batch = await store.open(newBatch(reference));
    const outcomes = [{ index: 0, outcome: 'unchanged' } as const];
    if (chunk) await store.transact((tx) => tx.write(batch, [], { chunk: 0, ...none, unchanged: 1, outcomes }));
    store.abandon(batch);
    return reference;
  }
  async function stateOf(reference: string): Promise<string | undefined> {
    const { rows } = await room.database.query<{ state: string }>('select state from batches where public_id = $1', [
      `batch_${reference}`,
    ]);
    return rows[0]?.state;
  }
  const rowVersions = async (): Promise<unknown> =>
    (await room.database.query('select public_id, xmin::text from batches order by public_id')).rows;

  for (const [what, how, state] of [
    ['that waits for its retry', { key: true }, 'interrupted'],
    ['of which only the end was missing', { key: true, chunk: true }, 'completed'],
  ] as const) {
    test(`hands the claim of a batch ${what} to whichever process is asked`, async () => {
      const [first, second] = [await startProcess(), await startProcess()];
      const reference = await breakOff(first, how);
      assert.equal((await second.claims.find(keyed(reference))).state, 'running');
      await first.sweep();
      assert.equal(await stateOf(reference), state);
      const found = await second.claims.find(keyed(reference));
      assert.ok(found.state === 'abandoned');
      assert.deepEqual([found.reference, found.owner], [reference, null]);
      assert.ok(await second.claims.takeOver(keyed(reference), found));
      const resumed = await second.store.resume(list.organizationId, `batch_${reference}`);
      assert.equal(resumed?.state, state === 'completed' ? state : 'running');
    });
  }

  test('leaves a claim to the process that has taken it over', async () => {
    const [first, second, third] = [await startProcess(), await startProcess(), await startProcess()];
    const reference = await breakOff(first, { key: true });
    await first.claims.release(keyed(reference));
    const found = await second.claims.find(keyed(reference));
    assert.ok(found.state === 'abandoned' && (await second.claims.takeOver(keyed(reference), found)));
    await first.sweep();
    assert.equal(await stateOf(reference), 'interrupted');
    assert.equal((await third.claims.find(keyed(reference))).state, 'running');
  });

  test('reaches a batch behind any number that wait for their retry, and writes those no second time', async () => {
    const process = await startProcess();
    for (let i = 0; i < 101; i += 1) await breakOff(process, { key: true });
    await process.sweep();
    await process.sweep();
    const waiting = await rowVersions();
    await process.sweep();
    assert.deepEqual(await rowVersions(), waiting);
    const last = await breakOff(process);
    await process.sweep();
    assert.equal(await stateOf(last), 'failed');
  });

  test('reaches a batch behind any number that run in this process', async () => {
    const process = await startProcess();
    const running = Array.from({ length: 101 }, () => newBatch(newReference()));
    for (const batch of running) await process.store.open(batch);
    const last = await breakOff(process);
    await process.sweep();
    assert.equal(await stateOf(last), 'failed');
    const { rowCount } = await room.database.query(`select 1 from batches where state = 'running' and owner = $1`, [
      process.owner,
    ]);
    assert.equal(rowCount, running.length);
  });

  test('ends a batch whose retry can come no more, or that is to be cancelled', async () => {
    const process = await startProcess();
    const expired = await breakOff(process, { key: true });
    const cancelled = await breakOff(process, { key: true });
    await process.sweep();
    const states = async () => [await stateOf(expired), await stateOf(cancelled)];
    assert.deepEqual(await states(), ['interrupted', 'interrupted']);
    await room.database.query('update idempotency_keys set expires_at = now() where key = $1', [keyed(expired).key]);
    await room.database.query('update batches set cancel_requested = true where public_id = $1', [
      `batch_${cancelled}`,
    ]);
    await process.sweep();
    assert.deepEqual(await states(), ['failed', 'cancelled']);
  });

  test('goes on when one batch cannot be settled, and tells of it', async () => {
    const process = await startProcess();
    const [broken, sound] = [await breakOff(process), await breakOff(process)];
    const spoil = (bytes: string | null) =>
      room.database.query('update batches set invalid_outcomes = $1 where public_id = $2', [bytes, `batch_${broken}`]);
    await spoil(String.raw`\x00`);
    await assert.rejects(process.sweep(), (error) => {
      return error instanceof AggregateError && error.errors.length === 1 && error.message.includes(`batch_${broken}`);
    });
    assert.deepEqual([await stateOf(broken), await stateOf(sound)], ['running', 'failed']);
    await spoil(null);
    await process.sweep();
    assert.equal(await stateOf(broken), 'failed');
  });
});
