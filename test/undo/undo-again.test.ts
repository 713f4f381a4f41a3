import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef } from '../../src/engine/ports.ts';
import { RequestError } from '../../src/errors/request-error.ts';
import { giveUpUndo, runUndo } from '../../src/undo/run-undo.ts';
import { anyFields, recordsOf, request } from '../engine/start-engine.ts';
import { openUndo, type OpenUndo } from './open-undo.ts';

const keys = Array.from({ length: 12 }, (_, place) => `k${String(place).padStart(2, '0')}`);
const forever = new AbortController().signal;

describe('an undo that did not restore all', () => {
  let opened: OpenUndo;
  let allows = true;
  before(async () => {
    const fields = { ...anyFields, checkPatch: () => (allows ? [] : ['n must not be so']) };
    opened = await openUndo({ fileChunkRecordsMax: 4, packRecordsMax: 2, fields });
  });
  after(() => opened[Symbol.asyncDispose]());

  test('because of a rule can be asked for again when that is mended', async () => {
    const { list, changed } = await changedList();
    allows = false;
    const none = await opened.undo(list, changed);
    assert.deepEqual(await countsOf(none.publicId), { state: 'completed', total: 12, updated: 0, failed: 12 });
    allows = true;
    const all = await opened.undo(list, changed);
    assert.deepEqual(await countsOf(all.publicId), { state: 'completed', total: 12, updated: 12, failed: 0 });
    await assert.rejects(opened.ask(list, changed), RequestError);
  });

  test('because some were edited can be asked for again, and passes over what it restored', async () => {
    const { list, changed } = await changedList();
    await opened.engine.run(request(recordsOf([['k03', { n: 7 }]]), { list }));
    const first = await opened.undo(list, changed);
    assert.partialDeepStrictEqual(await countsOf(first.publicId), { updated: 11, failed: 1 });
    await opened.engine.run(request(recordsOf([['k03', { n: 1 }]]), { list }));
    const second = await opened.undo(list, changed);
    assert.partialDeepStrictEqual(await countsOf(second.publicId), { updated: 1, failed: 0 });
  });

  test('is applied as it was previewed, also where chunks are cut otherwise by then: who was edited since is not touched', async () => {
    const { list, changed } = await changedList();
    const preview = await opened.ask(list, changed, 'preview');
    await runUndo(preview.step, opened.deps, forever);
    await opened.engine.run(request(recordsOf(keys.map((key) => [key, { n: 7 }])), { list }));
    await opened.engine.run(request(recordsOf(keys.map((key) => [key, { n: 1 }])), { list }));
    const applied = await opened.apply(preview.publicId, list);
    await runUndo(applied.step, { ...opened.deps, limits: { fileChunkRecordsMax: 6 } }, forever);
    assert.deepEqual(await countsOf(applied.publicId), { state: 'completed', total: 12, updated: 0, failed: 12 });
  });

  test('because its history was swept ends at once, and says so', async () => {
    const { list, changed } = await changedList();
    const { publicId, step } = await opened.ask(list, changed);
    await opened.room.database.query('update batches set history_swept = true where public_id = $1', [changed]);
    await opened.room.database.query('delete from change_packs where organization_id = $1', [list.organizationId]);
    await runUndo(step, opened.deps, forever);
    assert.deepEqual(await countsOf(publicId), { state: 'failed', total: 0, updated: 0, failed: 0 });
  });

  test('because it was given up before its changes were counted counts none', async () => {
    const { list, changed } = await changedList();
    const { publicId, step } = await opened.ask(list, changed);
    await giveUpUndo(step, opened.deps);
    assert.deepEqual(await countsOf(publicId), { state: 'failed', total: 0, updated: 0, failed: 0 });
  });

  async function changedList(): Promise<{ list: ListRef; changed: string }> {
    const list = await opened.room.list(keys);
    const change = request(recordsOf(keys.map((key) => [key, { n: 1 }])), { list });
    await opened.engine.run(change);
    return { list, changed: change.publicId };
  }

  async function countsOf(publicId: string): Promise<object> {
    const { rows } = await opened.room.database.query<object>(
      'select state, total, updated, failed from batches where public_id = $1',
      [publicId],
    );
    return { ...rows[0] };
  }
});
