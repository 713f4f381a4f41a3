/** What the queues are about: files, and undos, that go their way in the background. */

export type FileWork = UploadWork | UndoWork;

interface ListWork {
  readonly organizationId: number;
  readonly listId: number;
}

/** A file that has something left to do. */
export interface UploadWork extends ListWork {
  /** `upl_…` */
  readonly uploadId: string;
  /**
   * `read`: it is read and checked, and then shown. `preview`: what was shown is written down as a batch. `apply`: it
   * changes customers. The last two read it before if they must.
   */
  readonly step: 'read' | 'preview' | 'apply';
}

/** A batch that is taken back. */
export interface UndoWork extends ListWork {
  /** The undo, by the store's own id. */
  readonly batchId: number;
  readonly uploadId?: never;
  readonly step: 'undo';
}

/** What tells it from all other work; as jobs are found by, and as the log names it. */
export function nameOf(work: FileWork): WorkName {
  const { organizationId } = work;
  return work.step === 'undo' ? { organizationId, batchId: work.batchId } : { organizationId, uploadId: work.uploadId };
}

type WorkName = Pick<UploadWork, 'organizationId' | 'uploadId'> | Pick<UndoWork, 'organizationId' | 'batchId'>;

/** Does the work. Both are idempotent, and both may find that another process was faster. */
export interface FileWorkHandler {
  /**
   * Does whatever the file needs next until nothing is left, going on where a dead process stopped. Throws when it could
   * not (the work is tried again later), and soon after the signal: whoever returns has finished.
   */
  advance(work: FileWork, signal: AbortSignal): Promise<void>;
  /** Ends a file for good that no try could bring to its end. `plainly`: with the least work, for more made it crash. */
  giveUp(work: FileWork, error: unknown, how?: 'plainly'): Promise<void>;
}

/** Where this room reports to. */
export interface JobLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
