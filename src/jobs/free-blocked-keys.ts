import type { PgBoss } from 'pg-boss';
import { fileQueues } from './file-queues.ts';
import type { FileWork, FileWorkHandler, JobLog } from './file-work.ts';

interface Options {
  readonly boss: PgBoss;
  readonly handler: Pick<FileWorkHandler, 'giveUp'>;
  readonly log: JobLog;
}

/** Keys of one queue that are freed in one go; the next goes on. */
const keysMax = 20;

/**
 * A process that dies in a job's last try, or that cannot give it up, leaves it `failed`, and a failed job blocks its key:
 * no other file of the list would run. Its file is given up here, and the job removed.
 */
export async function freeBlockedKeys({ boss, handler, log }: Options): Promise<void> {
  for (const { name } of fileQueues) {
    const keys = await boss.getBlockedKeys(name);
    for (const key of keys.slice(0, keysMax)) {
      const jobs = await boss.findJobs<FileWork>(name, { key });
      for (const { id, data } of jobs.filter(({ state }) => state === 'failed')) {
        const { organizationId, uploadId } = data;
        log.error({ organizationId, uploadId }, 'work on a file failed for good: the processes that tried it died');
        await handler.giveUp(data, new Error('The processes that worked on the file died.'));
        await boss.deleteJob(name, id);
      }
    }
  }
}
