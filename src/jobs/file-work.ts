/** What the queues are about: files that go their way in the background. */

/** A file that has something left to do. */
export interface FileWork {
  readonly organizationId: number;
  readonly listId: number;
  /** `upl_…` */
  readonly uploadId: string;
  /** `read`: it is read and checked, and then shown. `apply`: it changes customers, and is read before if it must be. */
  readonly step: 'read' | 'apply';
}

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
