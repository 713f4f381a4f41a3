import type { ResultWriter } from '../uploads/ports.ts';

/** A file that is being written: rows go in, bytes come out. */
export interface WrittenFile extends ResultWriter {
  /** To be read once, while it is written. Who stops reading it makes every further write reject. */
  readonly content: AsyncIterable<Uint8Array>;
  /** The writing cannot go on: whoever reads the content gets this error. */
  fail(error: unknown): void;
}
