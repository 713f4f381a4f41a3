import type { FileBatch } from '../uploads/batch-ports.ts';
import { countOf, cutUndo, isWide, type UndoChunk } from './cut-undo.ts';
import type { OpenUndo, PackSize, UndoList, UndoStore } from './ports.ts';
import { HistoryGone, UndoChunks } from './undo-chunks.ts';

/** An undo whose changes are counted and cut. */
export interface CutUndo {
  readonly undo: OpenUndo;
  readonly cut: readonly UndoChunk[];
  /** Its chunks hold more text than they should. */
  readonly isWide: boolean;
}

/** An undo that is worked on. */
export interface Work extends CutUndo {
  readonly batch: FileBatch;
  readonly list: UndoList;
  readonly chunks: UndoChunks;
}

interface CutOptions {
  readonly store: Pick<UndoStore, 'find' | 'countChanges' | 'plan'>;
  readonly chunkRecordsMax: number;
}

/**
 * Counts the changes of the batch to take back, and cuts them, once: an undo is gone on with in the chunks that it was begun
 * in, and a preview is applied in its own, whatever the setting is by then. Throws `HistoryGone` where some were swept.
 */
export async function cutOf(batch: FileBatch, { store, chunkRecordsMax }: CutOptions): Promise<CutUndo> {
  const undo = await store.find(batch);
  if (batch.chunks !== null && undo.packs) return cutBy(undo, undo.packs, undo.chunkRecords ?? chunkRecordsMax);
  const { organizationId } = batch.list;
  const packs = undo.packs ?? (await store.countChanges({ organizationId, batchId: undo.batchId }));
  const chunkRecords = undo.chunkRecords ?? chunkRecordsMax;
  const made = cutBy(undo, packs, chunkRecords);
  // Asked after they were counted: from the first pack on that goes the batch says so.
  if ((await store.find(batch)).historySwept) throw new HistoryGone();
  await store.plan(batch, { packs, total: countOf(packs), chunks: made.cut.length, chunkRecords });
  return made;
}

function cutBy(undo: OpenUndo, packs: readonly PackSize[], chunkRecords: number): CutUndo {
  return { undo, cut: cutUndo(packs, chunkRecords), isWide: isWide(packs) };
}
