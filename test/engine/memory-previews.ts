import type { StoredPreview } from '../../src/engine/pinned.ts';
import type { NewPreview, PreviewedChunk, PreviewStore } from '../../src/engine/preview-batch.ts';
import type { InvalidOutcome, RecordIn } from '../../src/engine/records.ts';

/** Previews in memory; what was stored of the last one. */
export class MemoryPreviews implements PreviewStore {
  readonly chunks: PreviewedChunk[] = [];
  saved: NewPreview | null = null;

  begin() {
    this.chunks.length = 0;
    this.saved = null;
    return {
      add: (chunk: PreviewedChunk) => void this.chunks.push(chunk),
      save: async (preview: NewPreview) => {
        this.saved = preview;
        return new Date(0);
      },
    };
  }

  async shown(): Promise<never> {
    throw new Error('there is no earlier one');
  }

  /** As the store reads them again. */
  read(): { records: RecordIn[]; applied: { id: number; chunkRecords: number; shown: StoredPreview } } {
    const records: RecordIn[] = [];
    for (const { index, key, errors } of this.saved?.invalid ?? ([] as InvalidOutcome[])) {
      records[index] = { index, key, patch: null, faults: errors };
    }
    for (const { index, key, patch } of this.chunks.flatMap((chunk) => chunk.records)) {
      records[index] = { index, key, patch, faults: [] };
    }
    const outcomes = this.chunks.flatMap((chunk) => chunk.outcomes);
    const versions = new Map(this.chunks.flatMap((chunk) => [...chunk.versions]));
    const shown = { outcomes, versions };
    return { records, applied: { id: 1, chunkRecords: this.saved?.chunkRecords ?? 0, shown } };
  }
}
