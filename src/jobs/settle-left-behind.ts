import type { PgBoss } from 'pg-boss';
import type { FileWork, FileWorkHandler, JobLog } from './file-work.ts';

/** A job that was running when the file thread crashed. */
export interface LeftBehind {
  readonly queue: string;
  readonly id: string;
  readonly retryCount: number;
  /** How often in a row a thread crashed with it, this time included. */
  readonly crashes: number;
}

interface Options {
  readonly boss: PgBoss;
  readonly handler: Pick<FileWorkHandler, 'giveUp'>;
  readonly log: JobLog;
}

/** A file that brings the thread down takes the others with it each time: it gets fewer tries than what only fails. */
const crashesMax = 3;

/** Ends the tries that a crash broke off, without waiting for their heartbeats to run out. */
export async function settleLeftBehind({ boss, handler, log }: Options, jobs: readonly LeftBehind[]): Promise<void> {
  for (const { queue, id, retryCount, crashes } of jobs) {
    const [job] = await boss.findJobs<FileWork>(queue, { id });
    if (job?.state !== 'active' || job.retryCount !== retryCount) continue;
    if (crashes < crashesMax) {
      await boss.fail(queue, id, { type: 'crash' });
      continue;
    }
    const { organizationId, uploadId } = job.data;
    log.error({ organizationId, uploadId, crashes }, 'a file is given up: the thread crashed each time it was tried');
    await handler.giveUp(job.data, new Error('The thread crashed each time the file was tried.'));
    await boss.complete(queue, id);
  }
}
