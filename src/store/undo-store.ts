import { wholeCustomers } from '../engine/fields-to-read.ts';
import { Fenced, type ListRef, type OpenBatch } from '../engine/ports.ts';
import type { Preview } from '../engine/preview-chunk.ts';
import type { Change, JsonObject, Operation } from '../engine/records.ts';
import type { OpenUndo, PackSize, UndoPlan, UndoStore } from '../undo/ports.ts';
import { countLines } from './change-lines.ts';
import { packRange, unpackChanges } from './change-packs.ts';
import { peekCustomers } from './customer-lock.ts';
import type { Database, Reader } from './database.ts';
import { holdOwned } from './file-batches.ts';
import { pack, unpack, unpackText } from './packed.ts';
import { readShownChunk, writeShownChunk } from './shown-chunks.ts';
import { replaceFiles, type ResultFileOptions } from './replace-files.ts';

interface Options extends ResultFileOptions {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
  readonly packRecordsMax: number;
}

/** An undo while it is worked on, in the table `batches`: in `keys` it has the packs that it takes back. */
export function undoStore({ database, owner, packRecordsMax, ...resultFiles }: Options): UndoStore {
  return {
    find: async (batch) => find(database, batch),
    plan: async (batch, plan) => planUndo(database, batch, { plan, owner }),
    countChanges: async (id) => countChanges(database, id),
    readChanges: async (organizationId, packs) => readChanges(database, organizationId, packs),
    writePreview: async (batch, chunk, preview: Preview) =>
      database.transact((tx) => writeShownChunk(tx, { batch, owner, chunk, preview, packRecordsMax })),
    readPreview: async (id, chunk) => readShownChunk(database, id, chunk),
    readCustomers: async (list, asked) => readCustomers(database, list, asked),
    saveResults: async (batch, { warned, file }) =>
      database.transact(async (tx) => {
        await holdOwned(tx, { batch, owner });
        await replaceFiles(tx, batch, { files: file ? [file] : [], ...resultFiles });
        await tx.query('update batches set warned = $3 where organization_id = $1 and id = $2', [
          batch.list.organizationId,
          batch.id,
          warned,
        ]);
      }),
  };
}

interface Row {
  readonly undoes: number;
  readonly operation: Operation;
  readonly is_preview: boolean;
  readonly preview_id: number | null;
  readonly packs: Buffer | null;
  readonly chunk_records: number | null;
  readonly history_swept: boolean;
}

async function find(reader: Reader, { id, list }: OpenBatch): Promise<OpenUndo> {
  const { rows } = await reader.query<Row>(
    `select u.undoes, b.operation, u.source = 'preview' as is_preview, u.preview_id, b.history_swept,
       case when u.chunk_records > 0 then u.keys else p.keys end as packs,
       case when u.chunk_records > 0 then u.chunk_records else p.chunk_records end as chunk_records
     from batches u join batches b on b.organization_id = u.organization_id and b.id = u.undoes
     left join batches p on p.organization_id = u.organization_id and p.id = u.preview_id
     where u.organization_id = $1 and u.id = $2`,
    [list.organizationId, id],
  );
  const [row] = rows;
  if (!row) throw new Error('the batch that an undo takes back is gone');
  return {
    batchId: row.undoes,
    operation: row.operation,
    isPreview: row.is_preview,
    previewId: row.preview_id,
    packs: row.packs && unpack<PackSize[]>(row.packs),
    chunkRecords: row.chunk_records,
    historySwept: row.history_swept,
  };
}

async function planUndo(
  database: Database,
  { id, list }: OpenBatch,
  { plan, owner }: { readonly plan: UndoPlan; readonly owner: number },
): Promise<void> {
  const { packs, total, chunks, chunkRecords } = plan;
  const { rowCount } = await database.transact((tx) =>
    tx.query(
      `update batches set total = $4, valid = $4, chunks = $5, chunk_records = $6, keys = $7
       where organization_id = $1 and id = $2 and owner = $3 and state = 'running'`,
      [list.organizationId, id, owner, total, chunks, chunkRecords, pack(packs)],
    ),
  );
  if (rowCount !== 1) throw new Fenced('taken over');
}

/** Packs inflated at once: each is of about a megabyte of text at most. */
const packsAtOnce = 16;

async function countChanges(
  reader: Reader,
  { organizationId, batchId }: { readonly organizationId: number; readonly batchId: number },
): Promise<PackSize[]> {
  const sizes: PackSize[] = [];
  const [first, last] = packRange(batchId);
  for (let from = first; ;) {
    const { rows } = await reader.query<{ id: number; changes: Buffer }>(
      'select id, changes from change_packs where organization_id = $1 and id between $2 and $3 order by id limit $4',
      [organizationId, from, last, packsAtOnce],
    );
    for (const { id, changes } of rows) {
      const text = unpackText(changes);
      sizes.push([id, countLines(text), text.length]);
    }
    if (rows.length < packsAtOnce) return sizes;
    from = (rows.at(-1)?.id ?? last) + 1;
  }
}

async function readChanges(reader: Reader, organizationId: number, packs: readonly number[]): Promise<Change[]> {
  const { rows } = await reader.query<{ changes: Buffer }>(
    'select changes from change_packs where organization_id = $1 and id = any ($2) order by id',
    [organizationId, packs],
  );
  return rows.flatMap(({ changes }) => unpackChanges(changes));
}

/** With more fields than these, whole customers are read. */
const fieldsMax = 16;

async function readCustomers(
  database: Database,
  list: ListRef,
  { keys, fields: names }: { readonly keys: readonly string[]; readonly fields: readonly string[] },
): Promise<Map<string, JsonObject>> {
  const fields = names.length > fieldsMax ? wholeCustomers : { ...wholeCustomers, names, staysWithin: () => true };
  const customers = await database.transact((tx) => peekCustomers(tx, list, { keys, fields }));
  const found = new Map<string, JsonObject>();
  for (const { key, removed, data } of customers.values()) if (!removed) found.set(key, data);
  return found;
}
