/** What comparing a step-by-step upload with its customers keeps: what was shown is what is applied (rule 8). */
import type { StoredPreview } from '../engine/pinned.ts';
import type { Change, Outcome } from '../engine/records.ts';
import type { KeyInChunk, SpoolClaim, SpoolRef } from './ports.ts';

export interface Previews {
  /** Throws `Fenced` where the claim is lost. Clearing what checking made of a spool clears them too. */
  write(
    claim: SpoolClaim,
    chunk: number,
    preview: StoredPreview & { readonly changes: readonly Change[] },
  ): Promise<void>;
  /** null: it was not compared, or is compared anew. */
  read(ref: SpoolRef, chunk: number): Promise<StoredPreview | null>;
  /** What would become of the records, chunk by chunk. */
  outcomes(ref: SpoolRef): AsyncIterable<readonly Outcome[]>;
  /** The same of one chunk; null: it was not compared, or is compared anew. */
  outcomesOf(ref: SpoolRef, chunk: number): Promise<readonly Outcome[] | null>;
  /** What these customers would change, by key. */
  readChanges(ref: SpoolRef, keys: readonly KeyInChunk[]): Promise<ReadonlyMap<string, Change>>;
}
