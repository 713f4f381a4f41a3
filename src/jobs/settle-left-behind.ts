import { type FileWork, nameOf } from './file-work.ts';
import { type GivingUp, giveUpJob } from './give-up-job.ts';

/** A job that was running when the file thread crashed. */
export interface LeftBehind {
  readonly queue: string;
  readonly id: string;
  readonly retryCount: number;
  /** How often in a row a thread crashed with it, this time included. */
  readonly crashes: number;
}

/** A file that brings the thread down takes the others with it each time: it gets fewer tries than what only fails. */
const crashesMax = 3;

/**
 * Ends the tries that a crash broke off, without waiting for their heartbeats to run out. Other files need not wait for
 * this, and it never rejects: what one of these jobs brings about concerns none of the others.
 */
export async function settleLeftBehind(giving: GivingUp, jobs: readonly LeftBehind[]): Promise<void> {
  for (const job of jobs) {
    try {
      await settle(giving, job);
    } catch (err) {
      giving.log.warn({ err, job: job.id }, 'a job that a crash broke off is left to its heartbeat');
    }
  }
}

async function settle(giving: GivingUp, { queue, id, retryCount, crashes }: LeftBehind): Promise<void> {
  const { boss, log } = giving;
  const [job] = await boss.findJobs<FileWork>(queue, { id });
  if (job?.retryCount !== retryCount) return;
  // A failed one brought the thread down while it was given up (`free-blocked-keys.ts`).
  if (job.state !== 'active' && job.state !== 'failed') return;
  if (crashes < crashesMax) {
    if (job.state === 'active') await boss.fail(queue, id, { type: 'crash' });
    return;
  }
  log.error({ ...nameOf(job.data), crashes }, 'a file is given up: the thread crashed each time it was tried');
  const error = new Error('The thread crashed each time the file was tried.');
  await giveUpJob(giving, job, { error, crashes: crashes - crashesMax });
}
