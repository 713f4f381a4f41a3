import type { ListRef } from '../engine/ports.ts';
import type { BatchSource, BatchState, Operation } from '../engine/records.ts';
import type { FoundBatch, NewUndo, UndoDesk } from '../undo/ports.ts';
import type { Tx } from './database.ts';
import { pack } from './packed.ts';
import { standingUndo, undoneWhole } from './standing-undo.ts';

/** Where undos are asked for, in the table `batches`. */
export const undoDesk: UndoDesk<Tx> = { lock, insert };

interface Row {
  readonly id: number;
  readonly public_id: string;
  readonly list_id: number;
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly state: BatchState;
  readonly has_list: boolean;
  readonly updated: number;
  readonly undone_by: string | null;
  readonly undone_whole: boolean | null;
  readonly history_swept: boolean;
}

async function lock(tx: Tx, id: Parameters<UndoDesk<Tx>['lock']>[1]): Promise<FoundBatch | null> {
  const { organizationId } = id;
  const isPublic = 'publicId' in id;
  // On its own first: what is read of it then is as of the moment when nobody else can undo it any more.
  const { rows: held } = await tx.query<{ id: number }>(
    `select id from batches where organization_id = $1 and ${isPublic ? 'public_id' : 'id'} = $2 for no key update`,
    [organizationId, isPublic ? id.publicId : id.id],
  );
  const [row] = held;
  if (!row) return null;
  const { rows } = await tx.query<Row>(
    `select b.id, b.public_id, b.list_id, b.source, b.operation, b.state, b.updated, b.history_swept,
       ${standingUndo} as undone_by,
       ${undoneWhole} as undone_whole,
       exists (select 1 from lists l where l.organization_id = $1 and l.id = b.list_id and l.status <> 'deleted') as has_list
     from batches b where b.organization_id = $1 and b.id = $2`,
    [organizationId, row.id],
  );
  return rows[0] ? foundBatch(rows[0], organizationId) : null;
}

function foundBatch(row: Row, organizationId: number): FoundBatch {
  const { id, public_id: publicId, list_id: listId, source, operation, state, updated } = row;
  const list: ListRef = { organizationId, listId };
  const { has_list: hasList, undone_by: undoneBy, history_swept: historySwept } = row;
  const isUndoneWhole = row.undone_whole === true;
  return { id, publicId, list, source, operation, state, updated, hasList, undoneBy, isUndoneWhole, historySwept };
}

async function insert(tx: Tx, { publicId, batch, operation, tokenId, expiresAt }: NewUndo): Promise<number> {
  const { organizationId, listId } = batch.list;
  const isPreview = expiresAt !== null;
  const { rows } = await tx.query<{ id: number }>(
    `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, token_id, undoes,
       expires_at, total, valid, invalid, chunks, chunk_records, keys)
     values ($1, $2, $3, $4, $5, 'queued', false, $6, $7, $8, 0, 0, 0, 0, 0, $9) returning id`,
    [
      organizationId,
      publicId,
      listId,
      isPreview ? 'preview' : 'undo',
      operation,
      tokenId,
      batch.id,
      expiresAt,
      pack([]),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('insert … returning gave no row');
  if (!isPreview) {
    await tx.query('update batches set undone_by = $3 where organization_id = $1 and id = $2', [
      organizationId,
      batch.id,
      row.id,
    ]);
  }
  return row.id;
}
