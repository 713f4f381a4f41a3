import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { compareKeys } from '../../../src/engine/compare-keys.ts';
import { Fenced } from '../../../src/engine/ports.ts';
import type { RowNote, Spool, SpoolClaim, SpooledRow, SpoolRecord } from '../../../src/uploads/ports.ts';
import { postgres15 } from '../../postgres.ts';
import { openSpool, type OpenSpool } from './open-spool.ts';

const { server, missing } = postgres15();

spoolTests('the spool', {});
spoolTests('the spool, on PostgreSQL 15', { server: server ?? '', skip: missing ?? false });

function spoolTests(name: string, { server = '', skip = false }: { server?: string; skip?: string | false }): void {
  describe(name, { skip }, () => {
    let room: OpenSpool;
    let spool: Spool;
    before(async () => {
      room = await openSpool(server === '' ? undefined : server);
      ({ spool } = room);
    });
    after(async () => room[Symbol.asyncDispose]());

    test('gives rows back in file order, from any row on', async () => {
      const claim = await room.newClaim();
      const rows = await writeRows(spool, claim, 2_500);
      assert.deepEqual(await allOf(spool.readCells(claim, 'customers', 0)), rows);
      assert.deepEqual(await allOf(spool.readCells(claim, 'customers', 1_700)), rows.slice(1_700));
      assert.deepEqual(await allOf(spool.readCells(claim, 'customers', 2_500)), []);
      assert.deepEqual(await allOf(spool.readCells(claim, 'contacts', 0)), []);
    });

    test('reads on over many packs, and lets its reader stop at any', async () => {
      const claim = await room.newClaim();
      const writer = spool.cellWriter(claim, 'contacts');
      const rows = Array.from({ length: 40 }, (_, index) => ({ index, row: index + 2, cells: ['x'.repeat(300_000)] }));
      for (const row of rows) await writer.write([row]);
      await writer.end();
      assert.equal((await allOf(spool.readCells(claim, 'contacts', 0))).length, 40);
      for await (const [row] of spool.readCells(claim, 'contacts', 3)) {
        assert.equal(row?.index, 3);
        break;
      }
    });

    test('finds single rows by their places, and places by the numbers of rows', async () => {
      const claim = await room.newClaim();
      const rows = await writeRows(spool, claim, 3_000);
      const indexes = [0, 999, 1_000, 1_001, 2_999];
      assert.deepEqual(
        await spool.findRows(claim, 'customers', indexes),
        indexes.map((index) => rows[index]),
      );
      assert.deepEqual(await spool.findRows(claim, 'customers', []), []);
      assert.deepEqual(await spool.findRows(claim, 'contacts', indexes), []);
      const numbers = rows.map(({ row }) => row);
      const places = [0, 999, 1_500, 2_999];
      const asked = [...places.map((place) => numbers[place] ?? 0), 1, 99_999];
      const found = await spool.findIndexes(claim, 'customers', asked);
      assert.deepEqual(
        [...found],
        places.map((place) => [numbers[place], place]),
      );
    });

    test('gives the notes of a range of rows', async () => {
      const claim = await room.newClaim();
      const notes = Array.from({ length: 2_300 }, (_, place): RowNote => noteOf(place * 3));
      const writer = spool.noteWriter(claim, 'customers');
      for (let from = 0; from < notes.length; from += 500) await writer.write(notes.slice(from, from + 500));
      await writer.end();
      const read = (from: number, until: number) => spool.readNotes(claim, 'customers', { from, until });
      const model = (from: number, until: number) => notes.filter(({ index }) => index >= from && index < until);
      for (const [from, until] of [
        [0, 7_000],
        [10, 20],
        [2_999, 3_004],
        [6_898, 9_000],
        [9_000, 9_001],
        [5, 5],
      ] as const) {
        assert.deepEqual(await read(from, until), model(from, until), `${from} to ${until}`);
      }
    });

    test('keeps the spools of uploads and organizations apart', async () => {
      const [mine, other] = [await room.newClaim(1), await room.newClaim(2)];
      await writeRows(spool, mine, 10);
      assert.deepEqual(await allOf(spool.readCells(other, 'customers', 0)), []);
      const foreign = { organizationId: other.organizationId, uploadId: mine.uploadId };
      assert.deepEqual(await allOf(spool.readCells(foreign, 'customers', 0)), []);
      await spool.clear(other, 'all');
      assert.equal((await allOf(spool.readCells(mine, 'customers', 0))).length, 10);
    });

    test('takes nothing more from a check once another one, or a change, has begun', async () => {
      const claim = await room.newClaim();
      const late = spool.cellWriter(claim, 'customers');
      await late.write([rowOf(0)]);
      await room.database.query('update uploads set revision = revision + 1 where id = $1', [claim.uploadId]);
      await assert.rejects(late.end(), Fenced);
      await assert.rejects(spool.clear(claim, 'all'), Fenced);
      await writeRows(spool, { ...claim, revision: claim.revision + 1 }, 5);
      assert.equal((await allOf(spool.readCells(claim, 'customers', 0))).length, 5);
      await room.database.query(`update uploads set state = 'ready' where id = $1`, [claim.uploadId]);
      await assert.rejects(writeRows(spool, { ...claim, revision: claim.revision + 1 }, 1), Fenced);
    });

    test('stores nothing more once a writer that was not ended is disposed of', async () => {
      const claim = await room.newClaim();
      const huge = (index: number) => ({ index, row: index + 2, cells: [randomBytes(3 * 2 ** 20).toString('base64')] });
      {
        await using writer = spool.cellWriter(claim, 'customers');
        for (let index = 0; index < 5; index += 1) await writer.write([huge(index)]);
      }
      const { length } = await allOf(spool.readCells(claim, 'customers', 0));
      assert.ok(length > 0 && length < 5, `${length} rows`);
    });

    test('forgets what checking made of it, or all', async () => {
      const claim = await room.newClaim();
      await writeRows(spool, claim, 3);
      await writeRecords(spool, claim, [recordOf(0, 'a')]);
      const notes = spool.noteWriter(claim, 'customers');
      await notes.write([noteOf(1)]);
      await notes.end();
      await spool.clear(claim, 'checks');
      assert.equal((await spool.records(claim)).count, 0);
      assert.deepEqual(await spool.readNotes(claim, 'customers', { from: 0, until: 9 }), []);
      assert.equal((await allOf(spool.readCells(claim, 'customers', 0))).length, 3);
      await spool.clear(claim, 'all');
      assert.deepEqual(await allOf(spool.readCells(claim, 'customers', 0)), []);
    });
  });
}

describe('the records of a spool', () => {
  let room: OpenSpool;
  before(async () => {
    room = await openSpool();
  });
  after(async () => room[Symbol.asyncDispose]());

  const anyKeys = fc.array(
    fc.oneof(
      fc.nat(30).map((n) => `k${n}`),
      fc.constantFrom('\u{ffff}', '\u{10000}', 'é', ' '),
      fc.nat(5_000).map(String),
    ),
    { maxLength: 300, size: 'max' },
  );

  test('any records are given out once, by key and then in file order, whatever they are cut into', async () => {
    // Small runs of small packs, so that a few hundred records make many of them.
    const spool = room.withRuns({ bytesMax: 1_200, packRecordsMax: 5, packBytesMax: 400 });
    await fc.assert(
      fc.asyncProperty(anyKeys, fc.integer({ min: 1, max: 120 }), async (keys, chunkRecords) => {
        const claim = await room.newClaim();
        const written = keys.map((key, index) => recordOf(index, key));
        await writeRecords(spool, claim, written);
        const records = await spool.records(claim);
        assert.equal(records.count, keys.length);
        const borders = records.cut(chunkRecords);
        const chunks = await Promise.all(
          borders.map((from, chunk) => records.read({ from, until: borders[chunk + 1] ?? null })),
        );
        const sorted = written.toSorted((a, b) => compareKeys(a.key, b.key) || a.index - b.index);
        assert.deepEqual(chunks.flat(), sorted);
        assert.ok(chunks.every((chunk) => chunk.length > 0 || keys.length === 0) || chunks.length > 1);
        for (const [chunk, own] of chunks.entries()) {
          const next = chunks[chunk + 1]?.[0]?.key;
          assert.ok(next === undefined || own.every(({ key }) => key !== next), 'a customer lies in two chunks');
        }
        const again = await spool.records(claim);
        assert.deepEqual(again.cut(chunkRecords), borders);
      }),
      { numRuns: 40 },
    );
  });

  test('of single customers are found, unless they may lie in some hundreds of packs', async () => {
    const spool = room.withRuns({ bytesMax: 300, packRecordsMax: 1, packBytesMax: 10_000 });
    const claim = await room.newClaim();
    const written = Array.from({ length: 400 }, (_, index) => recordOf(index, `k${index % 350}`));
    await writeRecords(spool, claim, written);
    const records = await spool.records(claim);
    assert.deepEqual(await records.of(['k7']), new Map([['k7', [written[7], written[357]]]]));
    assert.equal(await records.of(Array.from({ length: 350 }, (_, n) => `k${n}`)), null);
  });

  test('are the same when a chunk is read again, alone, or beside another', async () => {
    const spool = room.withRuns({ bytesMax: 4_000, packRecordsMax: 7, packBytesMax: 10_000 });
    const claim = await room.newClaim();
    await writeRecords(
      spool,
      claim,
      Array.from({ length: 900 }, (_, index) => recordOf(index, `k${(index * 7919) % 900}`)),
    );
    const records = await spool.records(claim);
    const borders = records.cut(100);
    assert.ok(borders.length > 5);
    const read = (chunk: number) => records.read({ from: borders[chunk] ?? '', until: borders[chunk + 1] ?? null });
    const [second, first] = await Promise.all([read(1), read(0)]);
    assert.deepEqual(await read(0), first);
    assert.deepEqual(
      await (await spool.records(claim)).read({ from: borders[1] ?? '', until: borders[2] ?? null }),
      second,
    );
  });
});

function rowOf(index: number): SpooledRow {
  // Every seventh row of the sheet is empty.
  return {
    index,
    row: 2 + index + Math.floor(index / 6),
    cells: [`KC${index}`, null, { type: 'number', digits: '7' }],
  };
}

async function writeRows(spool: Spool, claim: SpoolClaim, count: number): Promise<SpooledRow[]> {
  const rows = Array.from({ length: count }, (_, index) => rowOf(index));
  const writer = spool.cellWriter(claim, 'customers');
  for (let from = 0; from < count; from += 700) await writer.write(rows.slice(from, from + 700));
  await writer.end();
  return rows;
}

function recordOf(index: number, key: string): SpoolRecord {
  return { index, key, patch: { n: index, [`f${index % 3}`]: 'é' } };
}

async function writeRecords(spool: Spool, claim: SpoolClaim, records: readonly SpoolRecord[]): Promise<void> {
  const writer = spool.recordWriter(claim);
  for (let from = 0; from < records.length; from += 50) await writer.write(records.slice(from, from + 50));
  await writer.end();
}

function noteOf(index: number): RowNote {
  const faults = index % 2 === 0 ? [{ column: 'PAN', code: 'rule_broken', message: `PAN ${index}`, value: null }] : [];
  const warnings = index % 5 === 0 ? [{ column: null, code: 'trimmed', message: 'x', from: ' a', to: 'a' }] : [];
  return { index, ...(index % 4 === 0 && { key: `KC${index}` }), faults, warnings };
}

async function allOf(blocks: AsyncIterable<readonly SpooledRow[]>): Promise<SpooledRow[]> {
  const rows: SpooledRow[] = [];
  for await (const block of blocks) rows.push(...block);
  return rows;
}
