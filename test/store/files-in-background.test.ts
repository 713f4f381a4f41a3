import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import type { BatchState } from '../../src/engine/records.ts';
import { cancelBatch } from '../../src/store/cancel-batch.ts';
import type { Database } from '../../src/store/database.ts';
import { endedBatches } from '../../src/store/ended-batches.ts';
import { settleOrphans } from '../../src/store/orphans.ts';
import { unpackOutcomes } from '../../src/store/outcomes.ts';
import { registerProcess } from '../../src/store/processes.ts';
import { sweepUploads } from '../../src/store/sweep-uploads.ts';
import { unfinishedFiles } from '../../src/store/unfinished-files.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

const hour = 3_600_000;
const deadAfterMs = 15_000;

interface Upload {
  readonly organizationId: number;
  readonly id: number;
  readonly publicId: string;
  /** `batch_…` of its batch, where it has one. */
  readonly batch: string;
}

describe('files in the background', () => {
  let room: OpenEngine;
  let database: Database;
  before(async () => {
    room = await openEngine();
    ({ database } = room);
  });
  after(() => room[Symbol.asyncDispose]());

  let uploads = 0;
  async function upload(options: {
    state?: string;
    batch?: BatchState;
    owner?: number;
    expiresInMs?: number;
    organizationId?: number;
  }): Promise<Upload> {
    const { state = 'reading', expiresInMs = hour, organizationId = room.list.organizationId } = options;
    const name = `${(uploads += 1)}`;
    const files = { customers: { file: `uploads/upl_${name}/file`, name: 'a.csv', bytes: 1 }, contacts: null };
    const { rows } = await database.query<{ id: number }>(
      `insert into uploads (organization_id, public_id, list_id, operation, state, one_step, files, options, owner, expires_at)
       values ($1, $2, $3, 'update', $4, false, $5, '{}', $6, now() + $7 * interval '1 millisecond') returning id`,
      [organizationId, `upl_${name}`, room.list.listId, state, files, options.owner ?? null, expiresInMs],
    );
    const id = rows[0]?.id ?? 0;
    if (options.batch !== undefined) await addBatch({ organizationId, id, name, state: options.batch });
    return { organizationId, id, publicId: `upl_${name}`, batch: `batch_${name}` };
  }
  async function addBatch(batch: {
    organizationId: number;
    id: number;
    name: string;
    state: BatchState;
  }): Promise<void> {
    const { organizationId, id, name, state } = batch;
    await database.query(
      `with b as (
         insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, upload_id, total, valid,
           invalid, chunks, chunk_records, keys, finished_at)
         values ($1, $2, $3, 'upload', 'update', $4, false, $5, 0, 0, 0, 0, 0, '',
           case when $4 in ('completed', 'cancelled', 'failed') then now() end)
         returning id
       )
       update uploads set batch_id = (select id from b) where organization_id = $1 and id = $5`,
      [organizationId, `batch_${name}`, room.list.listId, state, id],
    );
  }
  async function spool({ organizationId, id }: Upload, packs: number): Promise<void> {
    await database.query(
      `insert into spool_cells (organization_id, upload_id, contacts, first_index, last_row, cells)
       select $1, $2, false, i, i, '' from generate_series(1, $3) i`,
      [organizationId, id, packs],
    );
    await database.query(
      `insert into spool_notes (organization_id, upload_id, contacts, first_index, notes)
       select $1, $2, false, i, '' from generate_series(1, $3) i`,
      [organizationId, id, packs],
    );
  }
  const left = async ({ organizationId, id }: Upload): Promise<number[]> => {
    const { rows } = await database.query<{ rows: number }>(
      `select (select count(*) from uploads where organization_id = $1 and id = $2) as rows
       union all select count(*) from spool_cells where organization_id = $1 and upload_id = $2
       union all select count(*) from spool_notes where organization_id = $1 and upload_id = $2`,
      [organizationId, id],
    );
    return rows.map(({ rows: many }) => many);
  };
  const stateOf = async (publicId: string): Promise<unknown> =>
    (await database.query<{ state: string }>('select state from batches where public_id = $1', [publicId])).rows[0]
      ?.state;
  const filesToSweep = async (): Promise<string[]> =>
    (await database.query<{ stored_as: string }>('select stored_as from files order by id')).rows.map(
      ({ stored_as }) => stored_as,
    );
  const clear = () => database.query('truncate uploads, spool_cells, spool_notes, batches, chunks, files');

  test('are unfinished while they are read, or their batch has not ended', async () => {
    await clear();
    const reading = await upload({});
    const queued = await upload({ state: 'reading', batch: 'queued' });
    const running = await upload({ state: 'applied', batch: 'running' });
    await upload({ state: 'ready' });
    await upload({ state: 'refused' });
    await upload({ state: 'applied', batch: 'completed' });
    await upload({ expiresInMs: -hour });
    const foreign = await upload({ organizationId: room.list.organizationId + 1 });
    const files = unfinishedFiles(database);
    const all = await files.list(null, 10);
    assert.deepEqual(
      all.map(({ work }) => [work.organizationId, work.uploadId, work.step]),
      [
        [reading.organizationId, reading.publicId, 'read'],
        [queued.organizationId, queued.publicId, 'apply'],
        [running.organizationId, running.publicId, 'apply'],
        [foreign.organizationId, foreign.publicId, 'read'],
      ],
    );
    const second = await files.list(all[0]?.cursor ?? null, 2);
    assert.deepEqual(
      second.map(({ work }) => work.uploadId),
      [queued.publicId, running.publicId],
    );
  });

  test('are no orphans: their job goes on with them', async () => {
    await clear();
    const { batch } = await upload({ state: 'applied', batch: 'running' });
    const owner = await registerProcess(database);
    const batches = { isRunning: () => false, runningIds: () => [] };
    await settleOrphans(database, { owner, deadAfterMs, batches });
    assert.equal(await stateOf(batch), 'running');
  });

  test('can be cancelled while they wait for their turn, and are asked to end while they run', async () => {
    await clear();
    const queued = await upload({ batch: 'queued' });
    const running = await upload({ batch: 'running' });
    const cancel = ({ organizationId, batch: publicId }: Upload) =>
      database.transact((tx) => cancelBatch(tx, { organizationId, publicId }));
    const answer = await cancel(queued);
    assert.deepEqual([answer?.ended, answer?.report.state], [null, 'cancelled']);
    assert.ok(answer?.report.finishedAt);
    assert.equal((await cancel(queued))?.ended, 'cancelled');
    assert.equal((await cancel(running))?.report.state, 'running');
    const { rows } = await database.query<{ asked: boolean }>(
      'select cancel_requested as asked from batches where public_id = $1',
      [running.batch],
    );
    assert.deepEqual(rows, [{ asked: true }]);
  });

  test('that are cancelled before they were read are refused, and their files go with the sweep', async () => {
    await clear();
    const { organizationId, id, publicId, batch } = await upload({ batch: 'queued' });
    await database.transact((tx) => cancelBatch(tx, { organizationId, publicId: batch }));
    const { rows } = await database.query<{ state: string; code: string }>(
      `select state, refusal->>'code' as code from uploads where id = $1`,
      [id],
    );
    assert.deepEqual(rows, [{ state: 'refused', code: 'conflict' }]);
    assert.deepEqual(await filesToSweep(), [`uploads/${publicId}/file`]);
  });

  test('that were shown and are cancelled before they began have all their records counted', async () => {
    await clear();
    const { organizationId, id, batch } = await upload({ state: 'applied', batch: 'queued' });
    const counts = { total: 4, valid: 2, invalid: 2, warned: 1, excluded: 1 };
    const kinds = deflateRawSync(Uint8Array.of(1, 2, 4, 9, 2));
    await database.query('update uploads set findings = $2, kinds = $3 where id = $1', [id, { counts }, kinds]);
    const answer = await database.transact((tx) => cancelBatch(tx, { organizationId, publicId: batch }));
    assert.partialDeepStrictEqual(answer?.report.counts, { total: 4, invalid: 2, failed: 2, pending: 0 });
    const { rows } = await database.query<{ outcomes: Buffer }>('select outcomes from chunks where chunk = -1');
    const outcomes = unpackOutcomes(rows[0]?.outcomes ?? Buffer.alloc(0));
    assert.deepEqual(
      outcomes.map((one) => [one.index, one.outcome === 'failed' && one.error]),
      [
        [0, 'batch_cancelled_exception'],
        [3, 'batch_cancelled_exception'],
      ],
    );
  });

  test('are waited for by those that have ended', async () => {
    await clear();
    const { organizationId, batch } = await upload({ batch: 'completed' });
    const running = await upload({ batch: 'running' });
    const asked = [
      { organizationId, batchId: batch },
      { organizationId, batchId: running.batch },
      { organizationId: organizationId + 1, batchId: batch },
      { organizationId, batchId: 'batch_none' },
    ];
    assert.deepEqual(await endedBatches(database, asked), [asked[0]]);
  });

  describe('are swept', () => {
    interface Sweep {
      readonly stepsMax?: number;
      readonly deleteFiles?: (names: readonly string[]) => Promise<void>;
    }
    async function sweep({ stepsMax, deleteFiles }: Sweep = {}): Promise<{ removed: number; deleted: string[] }> {
      const deleted: string[] = [];
      const removed = await sweepUploads({
        database,
        deadAfterMs,
        deleteFiles: deleteFiles ?? (async (names) => void deleted.push(...names)),
        stepRowsMax: 10,
        ...(stepsMax !== undefined && { stepsMax }),
      });
      return { removed, deleted };
    }

    test('when they have expired, with their spool and their files', async () => {
      await clear();
      const expired = await upload({ state: 'ready', expiresInMs: -1 });
      const applied = await upload({ state: 'applied', batch: 'completed', expiresInMs: -1 });
      await database.query(`update uploads set result = '' where id = $1`, [applied.id]);
      const fresh = await upload({ state: 'ready' });
      for (const one of [expired, applied, fresh]) await spool(one, 25);
      const { removed, deleted } = await sweep();
      assert.equal(removed, 2);
      assert.deepEqual(
        deleted.toSorted(),
        [expired, applied].map(({ publicId }) => `uploads/${publicId}/file`).toSorted(),
      );
      assert.deepEqual(await left(expired), [0, 0, 0]);
      assert.deepEqual(await left(applied), [0, 0, 0]);
      assert.deepEqual(await left(fresh), [1, 25, 25]);
    });

    test('but not while their batch runs, or a living process reads them', async () => {
      await clear();
      const owner = await registerProcess(database);
      const running = await upload({ state: 'applied', batch: 'running', expiresInMs: -1 });
      const read = await upload({ owner, expiresInMs: -1 });
      const abandoned = await upload({ owner: 99_999, expiresInMs: -1 });
      assert.equal((await sweep()).removed, 1);
      assert.deepEqual(
        [await left(running), await left(read), await left(abandoned)],
        [
          [1, 0, 0],
          [1, 0, 0],
          [0, 0, 0],
        ],
      );
    });

    test('in bounded steps: the next sweep goes on', async () => {
      await clear();
      const expired = await upload({ state: 'ready', expiresInMs: -1 });
      await spool(expired, 65);
      assert.equal((await sweep({ stepsMax: 5 })).removed, 0);
      assert.deepEqual(await left(expired), [1, 15, 65]);
      for (let sweeps = 0; (await sweep({ stepsMax: 5 })).removed === 0; sweeps += 1) assert.ok(sweeps < 5);
      assert.deepEqual(await left(expired), [0, 0, 0]);
    });

    test('though the files of one stay because the file store is away', async () => {
      await clear();
      const stuck = await upload({ state: 'ready', expiresInMs: -2 });
      const other = await upload({ state: 'ready', expiresInMs: -1 });
      const away = new Error('the file store is away');
      const deleteFiles = async (names: readonly string[]): Promise<void> => {
        if (names.some((name) => name.includes(stuck.publicId))) throw away;
      };
      await assert.rejects(
        sweep({ deleteFiles }),
        (error) => error instanceof AggregateError && error.errors[0] === away,
      );
      assert.deepEqual(
        [await left(stuck), await left(other)],
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
      );
      assert.deepEqual(await filesToSweep(), [`uploads/${stuck.publicId}/file`]);
      assert.deepEqual(await sweep(), { removed: 0, deleted: [] });
    });

    test('with the result files that were stored and never saved', async () => {
      await clear();
      const unsaved = await upload({ state: 'applied', batch: 'failed', expiresInMs: -1 });
      const saved = await upload({ state: 'applied', batch: 'completed', expiresInMs: -1 });
      await database.query(`update uploads set result = '' where id = $1`, [saved.id]);
      const { deleted } = await sweep();
      const results = ['failed', 'applied', 'failed-contacts', 'applied-contacts'].flatMap((kind) =>
        ['csv', 'xlsx'].map((extension) => `results/${unsaved.batch}/${kind}.${extension}`),
      );
      const own = [unsaved, saved].map(({ publicId }) => `uploads/${publicId}/file`);
      assert.deepEqual(deleted.toSorted(), [...results, ...own].toSorted());
    });
  });
});
