import { groupIntoChunk } from '../engine/cut-chunks.ts';
import type { Engine } from '../engine/engine.ts';
import { Fenced, type ListRef } from '../engine/ports.ts';
import type { Operation } from '../engine/records.ts';
import type { SpooledChunks } from '../engine/run-chunks.ts';
import type { FileBatch } from '../uploads/batch-ports.ts';
import type { UndoStore } from './ports.ts';

interface PreviewDeps {
  readonly engine: Pick<Engine, 'preview'>;
  readonly store: Pick<UndoStore, 'writePreview'>;
}

interface Previewed {
  readonly batch: FileBatch;
  readonly list: ListRef;
  readonly operation: Operation;
  readonly chunks: SpooledChunks;
}

/** Rule 8 of an undo: what each chunk would do is kept, and nothing of it is done. */
export async function previewUndo(
  { batch, list, operation, chunks }: Previewed,
  { engine, store }: PreviewDeps,
  signal: AbortSignal,
): Promise<'done' | 'cancelled'> {
  for (let chunk = 0; chunk < chunks.count; chunk += 1) {
    if (chunks.finished.has(chunk)) continue;
    signal.throwIfAborted();
    const records = await chunks.read(chunk);
    try {
      await store.writePreview(batch, chunk, await engine.preview(list, operation, groupIntoChunk(chunk, records)));
    } catch (error) {
      if (error instanceof Fenced && error.why === 'cancelled') return 'cancelled';
      throw error;
    }
  }
  return 'done';
}
