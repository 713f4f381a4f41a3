/**
 * The two queues. Both are `key_strict_fifo`: of one key a single job runs, the oldest first, and one that waits for its
 * next try holds its successors back. That policy also blocks a key whose job failed for good, for as long as the job is
 * kept; so none is left failed (`file-runner.ts`), and one that is nevertheless is freed (`free-blocked-keys.ts`).
 */
import type { PgBoss, QueueOptions } from 'pg-boss';
import { type FileWork, nameOf } from './file-work.ts';

interface FileQueueName {
  readonly name: string;
  readonly keyOf: (work: FileWork) => string;
}

/** What a user waits for while he looks at his file: never behind files that are applied. In turn by file. */
const readFiles: FileQueueName = {
  name: 'read-files',
  keyOf: (work) => Object.values(nameOf(work)).join('/'),
};
/** In turn by customer list: in the order in which they came. */
const applyFiles: FileQueueName = {
  name: 'apply-files',
  keyOf: ({ organizationId, listId }) => `${organizationId}/${listId}`,
};

export const fileQueues: readonly FileQueueName[] = [readFiles, applyFiles];

export function queueOf({ step }: FileWork): FileQueueName {
  return step === 'apply' || step === 'undo' ? applyFiles : readFiles;
}

/** Whoever waits for work listens here, besides looking from time to time. */
export const doorbellChannel = 'amend_file_work';

/** The shortest that pg-boss allows. */
const jobDeadAfterMsMin = 10_000;

/** After the first: with these waits between them some 20 minutes. */
export const retriesMax = 25;
const retryDelaySeconds = 1;
const retryDelaySecondsMax = 60;
/** The longest that pg-boss allows; what tells a dead job is its heartbeat. */
const runSecondsMax = 86_400;
/** A finished job is of no use to anyone. */
const keepFinishedSeconds = 3_600;

/** Makes the queues, or gives them the options that this version wants. */
export async function makeQueues(boss: PgBoss, { deadAfterMs }: { deadAfterMs: number }): Promise<void> {
  const options: QueueOptions = {
    heartbeatSeconds: Math.ceil(Math.max(deadAfterMs, jobDeadAfterMsMin) / 1000),
    expireInSeconds: runSecondsMax,
    deleteAfterSeconds: keepFinishedSeconds,
    retryLimit: retriesMax,
    retryBackoff: true,
    retryDelay: retryDelaySeconds,
    retryDelayMax: retryDelaySecondsMax,
  };
  for (const { name } of fileQueues) {
    await boss.createQueue(name, { policy: 'key_strict_fifo', ...options });
    // An older version may have made it otherwise.
    await boss.updateQueue(name, options);
  }
}
