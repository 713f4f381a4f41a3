import type { PgBoss } from 'pg-boss';
import { type FileWorkHandler, type JobLog, nameOf } from './file-work.ts';
import type { FileJob } from './running-job.ts';

export interface GivingUp {
  readonly boss: PgBoss;
  readonly handler: Pick<FileWorkHandler, 'giveUp'>;
  readonly log: JobLog;
  /** As of a job that is tried: should the thread crash with it, that counts. */
  readonly onStarted: (job: FileJob) => void;
  readonly onEnded: (job: FileJob) => void;
  /** The next file of the same list can be taken. */
  readonly onFreed: () => void;
}

interface Reason {
  readonly error: Error;
  /** How often in a row a thread crashed while it gave this very file up. */
  readonly crashes: number;
}

/**
 * Gives up the file of a job that nobody runs, and lets go of the job. Each time that this crashes less is done; in the
 * end the job alone goes, for nothing else can. Never rejects: where it cannot be done now the job stays for a later turn.
 */
export async function giveUpJob(giving: GivingUp, job: FileJob, { error, crashes }: Reason): Promise<void> {
  const { boss, handler, log, onStarted, onEnded, onFreed } = giving;
  onStarted(job);
  try {
    if (job.state === 'active') await boss.touch(job.name, job.id);
    if (crashes === 0) await handler.giveUp(job.data, error);
    else if (crashes === 1) await handler.giveUp(job.data, error, 'plainly');
    // None is completed that has failed.
    if (job.state === 'active') await boss.complete(job.name, job.id);
    else await boss.deleteJob(job.name, job.id);
    onFreed();
  } catch (err) {
    log.error({ err, ...nameOf(job.data) }, 'a file could not be given up');
  } finally {
    onEnded(job);
  }
}
