/** What writing result files needs of the other rooms. */
import type { OpenBatch } from '../../engine/ports.ts';
import type { FileFormat, ResultWriter } from '../ports.ts';
import type { UploadResult } from './upload-result.ts';

/** A file that is being written; its content is taken by the file store meanwhile. */
export interface OpenResultFile extends ResultWriter {
  readonly content: AsyncIterable<Uint8Array>;
  /** The writing cannot go on: whoever reads the content gets this error. */
  fail(error: unknown): void;
  /** `csv`, `xlsx` */
  readonly extension: string;
  readonly mediaType: string;
}

/** Opens a file in the format of an upload. */
export type OpenResult = (format: FileFormat) => OpenResultFile;

/** `failed` and `applied` rows; of the second table where it came as a file of its own. */
export type ResultKind = 'failed' | 'applied' | 'failed-contacts' | 'applied-contacts';

export interface WrittenFile {
  readonly kind: ResultKind;
  /** As the user's browser saves it. */
  readonly name: string;
  readonly mediaType: string;
  /** In the file store. */
  readonly storedAs: string;
  readonly bytes: number;
}

export interface ResultStore {
  /** Keeps what the door answers, and the files with it; what an earlier attempt kept goes. Throws `Fenced` where another process has the batch. */
  save(batch: OpenBatch, result: UploadResult, files: readonly WrittenFile[]): Promise<void>;
}
