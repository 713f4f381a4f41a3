import type { OpenBatch } from '../../engine/ports.ts';
import type { AppliedUpload } from '../apply/apply-upload.ts';
import type { FileBatches } from '../batch-ports.ts';
import type { FileStore, Spool, SpooledRow } from '../ports.ts';
import type { FoundTable, Upload } from '../upload.ts';
import type { OpenResult, ResultStore } from './result-ports.ts';

/** An upload whose batch was applied, or as much of it as ever will be. */
export type EndedUpload = Omit<AppliedUpload, 'batch'> & { readonly batch: OpenBatch };

/** What writing what became of it needs. */
export interface ResultDeps<Tx> {
  readonly spool: Spool;
  readonly batches: Pick<FileBatches<Tx>, 'outcomes'>;
  readonly files: FileStore;
  readonly openResult: OpenResult;
  readonly results: ResultStore;
  /** The rows as the user left them: with the cells that he edited. */
  readonly edited: (upload: Upload, table: FoundTable['table'], rows: readonly SpooledRow[]) => readonly SpooledRow[];
  readonly onProgress: (done: number, of: number) => Promise<void>;
}
