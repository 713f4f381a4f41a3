import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AppliedPreview } from '../../src/engine/engine.ts';
import { type ListRef, PreviewGone } from '../../src/engine/ports.ts';
import type { RecordIn } from '../../src/engine/records.ts';
import { readChanges } from '../../src/store/batch-changes.ts';
import { previewDesk, previewStore } from '../../src/store/previews.ts';
import { readPreview } from '../../src/store/read-preview.ts';
import { sweepPreviews } from '../../src/store/sweep-previews.ts';
import { createTestDatabase } from '../postgres.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { recordsOf, request, startEngine } from '../engine/start-engine.ts';
import { RecordingDatabase } from './recorded-statements.ts';

const settings = { packRecordsMax: 2, previewHours: 24 };
const keys = ['a', 'b', 'c', 'd', 'e'];

describe('previews in the store', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  async function shown(records: readonly RecordIn[], given: { list: ListRef; atomic?: boolean; maxAffected?: number }) {
    const { database } = room;
    const engine = await room.engine({ chunkRecordsMax: 3 });
    const asked = request(records, given);
    const result = await engine.dryRun(asked, previewStore({ database, ...settings }));
    const preview = await previewDesk(database).find({ ...given.list, publicId: asked.publicId });
    assert.ok(preview && preview !== 'none');
    return { engine, result, preview };
  }

  async function applied(preview: Awaited<ReturnType<typeof shown>>['preview']): Promise<AppliedPreview> {
    return { id: preview.id, ...(await readPreview(room.database, preview)) };
  }

  test('is read again as it was asked for, with what it was shown as', async () => {
    const list = await room.list(keys);
    const records: RecordIn[] = [
      ...recordsOf(keys.map((key, n) => [key, { n, text: '\u2028"\\é😀' }])),
      { index: 5, key: null, patch: null, faults: ['id is required'] },
      { index: 6, key: 'gone', patch: { n: null }, faults: [] },
    ];
    const { result, preview } = await shown(records, { list, maxAffected: 9 });
    assert.partialDeepStrictEqual(preview, {
      publicId: result.batchId,
      state: 'completed',
      list,
      listId: 'camp_1',
      operation: 'update',
      atomic: false,
      maxAffected: 9,
      faulty: 2,
      uploadId: null,
      undoes: null,
      expiresAt: result.expiresAt,
      isExpired: false,
      appliedBy: null,
    });
    const read = await readPreview(room.database, preview);
    assert.deepEqual(read.records, records);
    assert.deepEqual([read.chunkRecords, read.shown.outcomes.length], [3, 6]);
    assert.deepEqual(
      [...read.shown.versions].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      keys.map((key) => [key, 1]),
    );
    const page = await readChanges(room.database, { ...list, publicId: result.batchId, limit: 100, from: null });
    assert.deepEqual(
      page?.entries.map(({ key, changes: fields, version }) => ({ key, version, fields })),
      result.changes.map(({ key, version, fields }) => ({ key, version, fields })),
    );
    const { changes } = await previewStore({ database: room.database, ...settings }).shown(list, result.batchId);
    assert.deepEqual(
      changes.map(({ key }) => key),
      keys,
    );
    assert.deepEqual(
      (await room.customers(list)).map(({ version, last_pack: pack }) => [version, pack]),
      keys.map(() => [1, null]),
    );
  });

  test('one of many records and of large ones, too much for one statement, is written whole', async () => {
    const large = Array.from({ length: 7 }, (_, i) => `k${i}`);
    const list = await room.list(large);
    // Random text, longer than what deflating looks back on, so that it gains little.
    const noise = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(50_000))).toString('base64');
    const engine = await room.engine({ chunkRecordsMax: 1, customerBytesMax: 1e9 });
    const asked = request(recordsOf(large.map((key) => [key, { text: noise().repeat(25) }])), { list });
    await engine.dryRun(asked, previewStore({ database: room.database, ...settings }));
    const preview = await previewDesk(room.database).find({ ...list, publicId: asked.publicId });
    assert.ok(preview && preview !== 'none');
    assert.deepEqual((await readPreview(room.database, preview)).records, asked.records);
    const { rows } = await room.database.query('select 1 from change_packs where organization_id = $1', [
      list.organizationId,
    ]);
    assert.equal(rows.length, 7);
  });

  test('is one statement in one transaction that does not wait for the disk', async () => {
    await using empty = await createTestDatabase();
    await using database = new RecordingDatabase({
      ...empty,
      poolSize: 4,
      lockWaitMs: 20,
      onIdleError: () => undefined,
    });
    const engine = startEngine(await room.store());
    const list = await room.list(keys);
    await engine.dryRun(request(recordsOf([['a', { n: 1 }]]), { list }), previewStore({ database, ...settings }));
    assert.deepEqual([database.statements.length, database.durable], [1, [false]]);
  });

  test('is applied once: who comes second opens no batch', async () => {
    const list = await room.list(keys);
    const { engine, preview } = await shown(recordsOf([['a', { n: 1 }]]), { list });
    const how = await applied(preview);
    const asked = { list, preview: how };
    const ends = await Promise.allSettled(
      [1, 2].map(async () => engine.run(request(recordsOf([['a', { n: 1 }]]), asked))),
    );
    const failed = ends.filter((end) => end.status === 'rejected');
    assert.equal(failed.length, 1);
    assert.ok(failed[0]?.reason instanceof PreviewGone);
    const { rows } = await room.database.query<{ source: string; preview_id: number | null }>(
      'select source, preview_id from batches where organization_id = $1 order by id',
      [list.organizationId],
    );
    assert.deepEqual(rows, [
      { source: 'preview', preview_id: null },
      { source: 'campaign', preview_id: preview.id },
    ]);
  });

  test('one that has expired cannot be applied', async () => {
    const list = await room.list(keys);
    const { engine, preview } = await shown(recordsOf([['a', { n: 1 }]]), { list });
    const how = await applied(preview);
    await expire(preview.id, '1 second');
    await assert.rejects(engine.run(request(recordsOf([['a', { n: 1 }]]), { list, preview: how })), PreviewGone);
    const found = await previewDesk(room.database).find({ ...list, publicId: preview.publicId });
    assert.ok(found && found !== 'none' && found.isExpired);
  });

  test('another organization finds nothing, and a batch that is none is said to be none', async () => {
    const [list, other] = [await room.list(keys), await room.list(keys)];
    const { engine, preview } = await shown(recordsOf([['a', { n: 1 }]]), { list });
    const desk = previewDesk(room.database);
    const { organizationId } = other;
    assert.equal(await desk.find({ organizationId, publicId: preview.publicId }), null);
    const real = request(recordsOf([['a', { n: 2 }]]), { list });
    await engine.run(real);
    assert.equal(await desk.find({ ...list, publicId: real.publicId }), 'none');
  });

  async function expire(id: number, ago: string): Promise<void> {
    await room.database.query('update batches set expires_at = now() - $2::interval where id = $1', [id, ago]);
  }

  async function left({ id }: { id: number }): Promise<number[]> {
    const counts: number[] = [];
    for (const [table, where] of [
      ['change_packs', 'id / 1048576 = $1'],
      ['preview_chunks', 'batch_id = $1'],
      ['chunks', 'batch_id = $1'],
      ['batches', 'id = $1'],
    ]) {
      counts.push((await room.database.query(`select 1 from ${table} where ${where}`, [id])).rowCount);
    }
    return counts;
  }

  describe('the sweep', () => {
    test('removes those that have expired, in bounded steps, and no others', async () => {
      const list = await room.list(keys);
      const records = recordsOf(keys.map((key) => [key, { n: 1 }]));
      const previews = [];
      for (let i = 0; i < 3; i += 1) previews.push((await shown(records, { list })).preview);
      const [old, older, young] = previews;
      assert.ok(old && older && young);
      assert.deepEqual(await left(old), [3, 2, 2, 1]);
      await expire(older.id, '1 day');
      await expire(old.id, '2 minutes');
      await expire(young.id, '1 second');
      const { database } = room;
      // Packs in two steps, and there it ends.
      assert.equal(await sweepPreviews(database, { stepRowsMax: 2, stepsMax: 2 }), 0);
      assert.deepEqual(await left(older), [0, 2, 2, 1]);
      assert.equal(await sweepPreviews(database), 2);
      assert.deepEqual(await Promise.all([old, older, young].map(left)), [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [3, 2, 2, 1],
      ]);
    });

    test('leaves one that is being applied until that has ended', async () => {
      const list = await room.list(keys);
      const { engine, preview } = await shown(recordsOf([['a', { n: 1 }]]), { list });
      const asked = request(recordsOf([['a', { n: 1 }]]), { list, preview: await applied(preview) });
      await engine.run(asked);
      await expire(preview.id, '1 hour');
      const ends = (finished: string): Promise<unknown> =>
        room.database.query(`update batches set finished_at = ${finished} where public_id = $1`, [asked.publicId]);
      await ends('null');
      assert.equal(await sweepPreviews(room.database), 0);
      await ends('now()');
      assert.equal(await sweepPreviews(room.database), 1);
      assert.deepEqual(await left(preview), [0, 0, 0, 0]);
    });
  });
});
