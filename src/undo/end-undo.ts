/** How an undo ends that was not simply done: cancelled, given up, or with nothing left to work on. */
import type { Outcome } from '../engine/records.ts';
import type { FileBatch, FileBatches } from '../uploads/batch-ports.ts';
import type { FileStore } from '../uploads/ports.ts';
import type { UndoChunk } from './cut-undo.ts';
import { leftAloneName } from './left-alone-file.ts';

interface EndDeps<Tx> {
  readonly batches: Pick<FileBatches<Tx>, 'finishedChunks' | 'writeUnreached' | 'end'>;
  readonly files: Pick<FileStore, 'delete'>;
}

interface Ending {
  readonly batch: FileBatch;
  /** null: it was not cut yet, so it counts no records. */
  readonly cut: readonly UndoChunk[] | null;
}

/** Why customers were not reached. */
export const unreachedBecause = {
  cancelled: {
    error: 'batch_cancelled_exception',
    reason: 'The batch was cancelled before it reached this record',
  },
  interrupted: {
    error: 'batch_interrupted_exception',
    reason: 'Not reached before the work on the undo was given up',
  },
} as const;

/** Once for all that no chunk reached; an earlier attempt may have got here. */
export async function writeUnreached<Tx>(
  { batch, cut }: Ending,
  { batches }: Pick<EndDeps<Tx>, 'batches'>,
  why: keyof typeof unreachedBecause,
): Promise<void> {
  if (!cut) return;
  const finished = await batches.finishedChunks(batch);
  if (finished.has(-1)) return;
  const unreached: Outcome[] = [];
  for (const [chunk, { first, count }] of cut.entries()) {
    if (finished.has(chunk)) continue;
    for (let place = 0; place < count; place += 1) {
      unreached.push({ index: first + place, outcome: 'failed', ...unreachedBecause[why] });
    }
  }
  if (unreached.length > 0) await batches.writeUnreached(batch, unreached);
}

/** Ends it as failed, its counts closed. What an earlier attempt has written of its file goes: nobody will be told of it. */
export async function failUndo<Tx>(ending: Ending, deps: EndDeps<Tx>, error: string): Promise<void> {
  await writeUnreached(ending, deps, 'interrupted');
  await deps.files.delete([leftAloneName(ending.batch)]).catch(() => undefined);
  await deps.batches.end(ending.batch, { state: 'failed', error });
}
