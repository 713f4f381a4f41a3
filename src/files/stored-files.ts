import type { FileStore } from '../uploads/ports.ts';

/** A file store as this room opens it. */
export interface StoredFiles extends FileStore, AsyncDisposable {
  /** Removes what processes left behind that died while they wrote. */
  sweepLeftovers(): Promise<void>;
}
