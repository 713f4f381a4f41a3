/**
 * Rule 8 for a batch as a whole: what it would do, by the code that would do it, kept so that it can be shown and
 * applied. No customer is locked or written. A chunk is let go of as soon as it is packed, so that a preview holds no
 * more at once than applying does.
 */
import { allOrNothing, count } from './apply-chunk.ts';
import type { Chunk } from './cut-chunks.ts';
import type { ListRef, NewBatch } from './ports.ts';
import type { Preview } from './preview-chunk.ts';
import type { BatchResult, Change, Failure, RecordIn, ValidRecord } from './records.ts';

export interface PreviewedChunk extends Preview {
  readonly number: number;
  readonly records: readonly ValidRecord[];
}

export interface NewPreview extends Omit<NewBatch, 'source'> {
  /** The brake that it was asked for with. */
  readonly maxAffected: number | null;
  readonly counts: { readonly updated: number; readonly unchanged: number; readonly failed: number };
}

/** What is kept of one preview, until it is written as a whole. */
export interface PreviewWriter {
  /** Packs a chunk; nothing of it is held on to. */
  add(chunk: PreviewedChunk): void;
  /** Writes what was added, in one transaction. Answers when it expires. */
  save(preview: NewPreview): Promise<Date>;
}

export interface PreviewStore {
  begin(): PreviewWriter;
  /** One that an earlier attempt has stored, as far as its answer asks besides what its checkpoints say. */
  shown(list: ListRef, publicId: string): Promise<Shown>;
}

export interface Shown {
  /** The first of them, by chunk and within it by key. */
  readonly changes: readonly ShownChange[];
  readonly expiresAt: Date;
}
export type ShownChange = Pick<Change, 'key' | 'version' | 'fields'>;

/** What the door gets back of a preview. */
export type PreviewResult = BatchResult & Shown;

/** Changes that an answer shows, and their bytes, at most; the first is shown whatever its size. */
export const shownMax = { changes: 1_000, bytes: 8 * 2 ** 20 } as const;

/** What was previewed of a batch, chunk by chunk, in whichever order they come. */
export class PreviewedBatch {
  readonly #writer: PreviewWriter;
  readonly #shown: (readonly Change[])[] = [];
  readonly #failures: Failure[] = [];
  readonly #counts = { updated: 0, unchanged: 0, failed: 0 };

  constructor(writer: PreviewWriter) {
    this.#writer = writer;
  }

  add(chunk: Chunk, preview: Preview): void {
    const records = chunk.customers.flatMap((customer) => customer.records);
    this.#writer.add({ number: chunk.number, records, ...preview });
    this.#shown[chunk.number] = preview.changes.slice(0, shownMax.changes);
    const sums = count(preview.outcomes);
    for (const name of ['updated', 'unchanged', 'failed'] as const) this.#counts[name] += sums[name];
    for (const outcome of preview.outcomes) if (outcome.outcome === 'failed') this.#failures.push(outcome);
  }

  get counts(): NewPreview['counts'] {
    return this.#counts;
  }

  async save(opening: NewBatch, maxAffected: number | null): Promise<Date> {
    return this.#writer.save({ ...opening, maxAffected, counts: this.#counts });
  }

  /** As applying it would answer. */
  result(records: readonly RecordIn[], { publicId, invalid, chunks }: NewBatch): BatchResult {
    const failures = this.#failures.sort((a, b) => a.index - b.index);
    const counts = {
      total: records.length,
      valid: records.length - invalid.length,
      invalid: invalid.length,
      ...this.#counts,
      retried: 0,
    };
    return {
      batchId: publicId,
      state: 'completed',
      counts,
      chunks,
      failures: failures.map((failure) => ({ ...failure, key: records[failure.index]?.key ?? '' })),
      invalid,
    };
  }

  /** As many as an answer shows. */
  get changes(): readonly ShownChange[] {
    const shown: ShownChange[] = [];
    let bytes = 0;
    for (const change of this.#shown.flat()) {
      bytes += Buffer.byteLength(JSON.stringify(change));
      if (shown.length === shownMax.changes || (shown.length > 0 && bytes > shownMax.bytes)) break;
      shown.push(change);
    }
    return shown;
  }
}

/** Rule 7: one record at fault, and nothing would be written. */
export function abortable(preview: Preview, faulty: readonly number[]): Preview {
  const { outcomes } = allOrNothing({ outcomes: [...preview.outcomes], writes: [] }, faulty);
  const isAborted = outcomes.some(({ outcome }) => outcome === 'failed');
  return isAborted ? { ...preview, outcomes, changes: [] } : preview;
}
