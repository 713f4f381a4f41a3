import { Fenced } from '../engine/ports.ts';
import type { NewPreview, PreviewedChunk, PreviewWriter } from '../engine/preview-batch.ts';
import type { Outcome, ValidRecord } from '../engine/records.ts';
import { type ChangePack, packChanges, packId, packRange } from './change-packs.ts';
import type { Database, Tx } from './database.ts';
import { packOutcomes } from './outcomes.ts';
import { pack } from './packed.ts';
import { slicesOf } from './slices.ts';
import { statement } from './statement.ts';

interface Options {
  readonly database: Database;
  readonly packRecordsMax: number;
  /** How long a preview can be applied. */
  readonly previewHours: number;
}

/** A chunk as it is written. */
interface PackedChunk {
  readonly number: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly outcomes: Buffer;
  readonly records: Buffer;
  readonly versions: Buffer;
}

/** What is kept of a record; what it expected is in the versions from now on. */
export type PreviewedRecord = readonly [index: number, key: string, patch: ValidRecord['patch']];

const insertPreview = statement('write-preview').text;
const [packsPerBatch] = packRange(1);

/** Packs a preview chunk by chunk and writes it in one transaction: one statement, unless it is very large. */
export function writePreview({ database, packRecordsMax, previewHours }: Options): PreviewWriter {
  const chunks: PackedChunk[] = [];
  /** Their ids as of batch 0. */
  const packs: ChangePack[] = [];
  return {
    add(chunk) {
      chunks.push(packChunk(chunk));
      for (const [place, { packed }] of packChanges(chunk.changes, packRecordsMax).entries()) {
        packs.push({ id: packId(0, chunk.number, place), changes: packed });
      }
    },
    // As lasting as anything that can be asked for again: until the log is written a crash of the database loses it.
    save: async (preview) =>
      database.transact((tx) => write(tx, { preview, previewHours, chunks, packs }), { durable: false }),
  };
}

interface Whole {
  readonly preview: NewPreview;
  readonly previewHours: number;
  readonly chunks: readonly PackedChunk[];
  readonly packs: readonly ChangePack[];
}

async function write(tx: Tx, { preview, previewHours, chunks, packs }: Whole): Promise<Date> {
  const { publicId, list, invalid, counts, total, keys } = preview;
  const { organizationId, listId } = list;
  const [firstChunks = [], ...otherChunks] = slicesOf(chunks, ({ records }) => records.length);
  const [firstPacks = [], ...otherPacks] = slicesOf(packs, ({ changes }) => changes.length);
  const what = [organizationId, publicId, listId, preview.operation, preview.atomic, preview.tokenId];
  const sums = [total, total - invalid.length, invalid.length, counts.updated, counts.unchanged, counts.failed];
  const invalidOutcomes = invalid.length === 0 ? null : pack(invalid);
  const cut = [preview.chunks, preview.chunkRecords, pack(keys), invalidOutcomes];
  const changes = [packsPerBatch, firstPacks.map(({ id }) => id), firstPacks.map((one) => one.changes)];
  const values = [
    ...what,
    preview.maxAffected,
    previewHours,
    ...sums,
    ...cut,
    ...chunkColumns(firstChunks),
    ...changes,
  ];
  const { rows } = await tx.query<{ id: number; expires_at: Date }>(insertPreview, values);
  const [batch] = rows;
  if (!batch) throw new Fenced('taken over');
  for (const slice of otherChunks) await tx.query(insertChunks, [organizationId, batch.id, ...chunkColumns(slice)]);
  for (const slice of otherPacks) {
    const ids = slice.map(({ id }) => packRange(batch.id)[0] + id);
    await tx.query(insertPacks, [organizationId, listId, ids, slice.map((one) => one.changes)]);
  }
  return batch.expires_at;
}

/** Numbers, counts, outcomes, records, versions. */
function chunkColumns(chunks: readonly PackedChunk[]): unknown[] {
  return [
    chunks.map(({ number }) => number),
    chunks.map(({ updated }) => updated),
    chunks.map(({ unchanged }) => unchanged),
    chunks.map(({ failed }) => failed),
    chunks.map(({ outcomes }) => outcomes),
    chunks.map(({ records }) => records),
    chunks.map(({ versions }) => versions),
  ];
}

const insertChunks = `
  with outcomes as (
    insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
    select $1, $2, c.chunk, c.updated, c.unchanged, c.failed, 0, c.outcomes
    from unnest($3::int[], $4::int[], $5::int[], $6::int[], $7::bytea[]) c (chunk, updated, unchanged, failed, outcomes)
  )
  insert into preview_chunks (organization_id, batch_id, chunk, records, versions)
  select $1, $2, c.chunk, c.records, c.versions
  from unnest($3::int[], $8::bytea[], $9::bytea[]) c (chunk, records, versions)`;

const insertPacks = `
  insert into change_packs (organization_id, id, list_id, changes)
  select $1, p.id, $2, p.changes from unnest($3::bigint[], $4::bytea[]) p (id, changes)`;

function packChunk({ number, records, outcomes, versions }: PreviewedChunk): PackedChunk {
  const kept = records.map(({ index, key, patch }): PreviewedRecord => [index, key, patch]);
  const of = (kind: Outcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === kind).length;
  return {
    number,
    updated: of('updated'),
    unchanged: of('unchanged'),
    failed: of('failed'),
    outcomes: packOutcomes(outcomes),
    records: pack(kept),
    versions: pack([...versions]),
  };
}
