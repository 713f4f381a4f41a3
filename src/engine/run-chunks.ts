import { applyChunk, type ChunkContext } from './apply-chunk.ts';
import { groupIntoChunk } from './cut-chunks.ts';
import { type Checkpoint, Fenced } from './ports.ts';
import type { ValidRecord } from './records.ts';

/** A batch whose records lie elsewhere, cut into chunks already. */
export interface SpooledChunks {
  /** How many chunks there are. */
  readonly count: number;
  /** Those that have their checkpoint. */
  readonly finished: ReadonlySet<number>;
  /** A chunk's records, by key and then index. The same chunk always has the same ones. */
  readonly read: (chunk: number) => Promise<readonly ValidRecord[]>;
}

interface RunOptions {
  readonly context: ChunkContext;
  readonly chunks: SpooledChunks;
  /** Chunks in memory at once, at most. */
  readonly atOnce: number;
  /** Gives up before the next chunk. */
  readonly signal: AbortSignal;
  readonly onChunk: (checkpoint: Checkpoint, seconds: number) => void;
}

/** Applies all chunks that are not finished, a few at a time. `cancelled`: the batch was asked to end before they were done. */
export async function runChunks(options: RunOptions): Promise<'done' | 'cancelled'> {
  const { chunks, atOnce, context } = options;
  const open = Array.from({ length: chunks.count }, (_, number) => number).filter((n) => !chunks.finished.has(n));
  const queue = open.values();
  const state: State = { cancelled: false, failed: false };
  const lanes = Array.from({ length: context.atomic ? 1 : atOnce }, async () => runLane(queue, state, options));
  const ends = await Promise.allSettled(lanes);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return state.cancelled ? 'cancelled' : 'done';
}

interface State {
  cancelled: boolean;
  failed: boolean;
}

/** Takes the next chunk until none is left, or another lane stopped. */
async function runLane(queue: Iterator<number>, state: State, options: RunOptions): Promise<void> {
  const { chunks, context, signal, onChunk } = options;
  for (let next = queue.next(); next.done !== true; next = queue.next()) {
    if (state.cancelled || state.failed) return;
    try {
      signal.throwIfAborted();
      const records = await chunks.read(next.value);
      if (records.length === 0) continue;
      const start = performance.now();
      const checkpoint = await applyChunk(groupIntoChunk(next.value, records), context);
      onChunk(checkpoint, (performance.now() - start) / 1000);
    } catch (error) {
      if (error instanceof Fenced && error.why === 'cancelled') {
        state.cancelled = true;
        return;
      }
      state.failed = true;
      throw error;
    }
  }
}
