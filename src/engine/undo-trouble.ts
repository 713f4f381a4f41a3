import type { BatchSource, BatchState } from './records.ts';

/** What of a batch decides whether it can be taken back. */
export interface UndoFacts {
  readonly source: BatchSource;
  readonly state: BatchState;
  /** Customers that it changed. */
  readonly updated: number;
  /** Its list is there still. */
  readonly hasList: boolean;
  /** The undo whose effect stands, or that runs (`batch_…`). */
  readonly undoneBy: string | null;
  /** That undo has left nothing that another one could restore, or has not ended. */
  readonly isUndoneWhole: boolean;
  /** Some of its changes are kept no longer. */
  readonly historySwept: boolean;
}

export type UndoTrouble = 'running' | 'preview' | 'undone' | 'no list' | 'nothing' | 'swept';

/** Why a batch cannot be taken back now; null: it can. */
export function undoTrouble(batch: UndoFacts): UndoTrouble | null {
  const { source, state, undoneBy, isUndoneWhole, updated, historySwept, hasList } = batch;
  if (state === 'queued' || state === 'running' || state === 'interrupted') return 'running';
  if (source === 'preview') return 'preview';
  // What an undo could not restore it can be asked for again: what it did is passed over.
  if (undoneBy !== null && isUndoneWhole) return 'undone';
  if (!hasList) return 'no list';
  if (updated === 0) return 'nothing';
  return historySwept ? 'swept' : null;
}
