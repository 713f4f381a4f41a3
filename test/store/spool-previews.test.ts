import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fenced } from '../../src/engine/ports.ts';
import type { Change, Outcome } from '../../src/engine/records.ts';
import { spoolPreviews } from '../../src/store/spool-previews.ts';
import type { Previews } from '../../src/uploads/preview-ports.ts';
import { openSpool, type OpenSpool } from './spool/open-spool.ts';

describe('what an upload was compared with', () => {
  let room: OpenSpool;
  let previews: Previews;
  before(async () => {
    room = await openSpool();
    previews = spoolPreviews(room.database);
  });
  after(() => room[Symbol.asyncDispose]());

  const outcomes: Outcome[] = [
    { index: 0, outcome: 'updated' },
    { index: 1, outcome: 'failed', error: 'document_missing_exception', reason: 'why' },
  ];
  const change = (key: string): Change => ({
    key,
    version: 3,
    previousPack: null,
    fields: { legalName: { from: 'Old', to: key }, __proto__: { to: 'x' } },
  });

  const at = (chunk: number, keys: readonly string[]) => keys.map((key) => ({ key, chunk }));

  test('comes back chunk by chunk: the outcomes, the versions, and what chosen customers would change', async () => {
    const ref = await room.newClaim();
    const keys = Array.from({ length: 300 }, (_, i) => `KC"${String(i).padStart(4, '0')}`);
    const versions = new Map([
      ['__proto__', 2],
      ['b', 5],
    ]);
    await previews.write(ref, 1, { outcomes, versions, changes: keys.map(change) });
    await previews.write(ref, 0, { outcomes: [], versions: new Map(), changes: [] });
    assert.deepEqual(await previews.read(ref, 1), { outcomes, versions });
    assert.deepEqual(await previews.read(ref, 0), { outcomes: [], versions: new Map() });
    const asked = [keys[299] ?? '', keys[7] ?? '', 'unknown'];
    const found = await previews.readChanges(ref, at(1, asked));
    assert.deepEqual(new Set(found.keys()), new Set(asked.slice(0, 2)));
    assert.deepEqual(found.get(keys[7] ?? '')?.fields['legalName'], { from: 'Old', to: keys[7] });
    assert.deepEqual(await previews.readChanges(ref, at(0, asked)), new Map());
  });

  test('of a chunk that was never compared is not there', async () => {
    const ref = await room.newClaim();
    assert.equal(await previews.read(ref, 0), null);
    assert.deepEqual(await previews.readChanges(ref, at(0, ['a'])), new Map());
  });

  test('goes with what checking made; that of other uploads and organizations stays', async () => {
    const [own, other, foreign] = [await room.newClaim(), await room.newClaim(), await room.newClaim(2)];
    const preview = { outcomes, versions: new Map(), changes: [] };
    for (const claim of [own, other, foreign]) await previews.write(claim, 0, preview);
    await room.spool.clear(own, 'checks');
    assert.equal(await previews.read(own, 0), null);
    for (const claim of [other, foreign]) assert.deepEqual((await previews.read(claim, 0))?.outcomes, outcomes);
  });

  test('is written by nobody who has lost the right to', async () => {
    const claim = await room.newClaim();
    const lost = { ...claim, revision: claim.revision - 1 };
    const preview = { outcomes, versions: new Map(), changes: [] };
    await assert.rejects(previews.write(lost, 0, preview), (error) => error instanceof Fenced);
    assert.equal(await previews.read(claim, 0), null);
  });
});
