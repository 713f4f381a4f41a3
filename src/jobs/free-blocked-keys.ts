import { fileQueues } from './file-queues.ts';
import { type FileWork, nameOf } from './file-work.ts';
import { type GivingUp, giveUpJob } from './give-up-job.ts';

/** Keys of one queue that are freed in one go; the next goes on. */
const keysMax = 20;

/**
 * A process that dies in a job's last try, or that cannot give it up, leaves it `failed`, and a failed job blocks its key:
 * no other file of the list would run. Its file is given up here, and the job removed.
 */
export async function freeBlockedKeys(giving: GivingUp): Promise<void> {
  const { boss, log } = giving;
  for (const { name } of fileQueues) {
    const keys = await boss.getBlockedKeys(name);
    // Any of them, so that keys that cannot be freed now keep no others from their turn.
    for (const key of anyOf(keys)) {
      const jobs = await boss.findJobs<FileWork>(name, { key });
      for (const job of jobs.filter(({ state }) => state === 'failed')) {
        log.error(nameOf(job.data), 'work on a file failed for good: the processes that tried it died');
        await giveUpJob(giving, job, { error: new Error('The processes that worked on the file died.'), crashes: 0 });
      }
    }
  }
}

function anyOf(keys: readonly string[]): readonly string[] {
  if (keys.length <= keysMax) return keys;
  const first = Math.floor(Math.random() * keys.length);
  return [...keys.slice(first), ...keys.slice(0, first)].slice(0, keysMax);
}
