import { m } from '../../messages/messages.ts';
import { type Batch, hasEnded } from './batch-words.ts';

interface TitleOptions {
  /** For whoever has just sent the file: what became of it, in the place of what it is. */
  readonly isResult: boolean;
  /** What it takes back is an undo itself. */
  readonly isRedo: boolean;
}

/** What stands above a batch. */
export function batchTitle(batch: Batch, { isResult, isRedo }: TitleOptions): string {
  const { source, operation, undoes, state, counts } = batch;
  const { titles } = m.batches;
  if (source === 'preview' && undoes !== undefined) return isRedo ? titles.previewOfRedo : titles.previewOfUndo;
  if (source === 'undo' && isRedo) return titles.redo;
  if (!isResult || source === 'preview') return titles[source];
  if (!hasEnded(batch)) return m.batches.beingApplied;
  if (state === 'failed' && counts.updated === 0) return m.batches.nothingApplied;
  return operation === 'add' ? m.batches.added(counts.updated) : m.batches.changed(counts.updated);
}
