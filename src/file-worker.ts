/**
 * The file thread: a worker thread of the service's process that reads, checks and applies files, so that the thread that
 * answers requests never waits for one. For the database it is a process like any other, with a pool and a heartbeat.
 */
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { BuildFileWork } from './file-work.ts';
import { describeError } from './http/describe-error.ts';
import { startFileJobs } from './jobs/file-jobs.ts';
import type { JobLog } from './jobs/file-work.ts';
import { Periodic } from './jobs/periodic.ts';
import type { FileJob } from './jobs/running-job.ts';
import type { FileThreadData, JobName, ThreadMessage, WorkObserver } from './jobs/thread-messages.ts';
import type { Settings } from './settings/settings.ts';
import { Database } from './store/database.ts';
import { listen } from './store/listen.ts';
import { beat, leave, registerProcess } from './store/processes.ts';

/** Runs until the main thread says to stop; then what runs is given up at its next chunk and handed back. */
export async function runFileWorker(build: BuildFileWork): Promise<void> {
  if (!parentPort) throw new Error('this runs in a worker thread');
  const port = parentPort;
  // At once, so that a stop is heard that comes while this starts.
  const stop = once(port, 'message');
  const { settings, connectionString, leftBehind } = workerData as FileThreadData<Settings>;
  const tell = (message: ThreadMessage): void => port.postMessage(message);
  const log = forwardedLog(port);
  await using started = new AsyncDisposableStack();
  const database = started.use(openDatabase({ settings, connectionString, log }));
  const owner = await registerProcess(database);
  started.defer(() => leave(database, owner).catch(() => undefined));
  const onError = (err: unknown): void => log.warn({ err }, "the file thread's heartbeat failed and is tried again");
  started.use(new Periodic({ everyMs: settings.processHeartbeatMs, work: () => beat(database, owner), onError }));
  const jobs = await startFileJobs({
    connectionString,
    handler: await build({ settings, database, owner, log, observer: observerOf(tell) }),
    settings,
    leftBehind,
    listen: (channel, onMessage) => listen({ connectionString, channel, onMessage }),
    log,
    onStarted: (job) => tell({ kind: 'started', job: nameOf(job) }),
    onEnded: (job) => tell({ kind: 'ended', job: nameOf(job), work: job.data }),
  });
  started.use(jobs);
  tell({ kind: 'ready', owner });
  await stop;
}

function observerOf(tell: (message: ThreadMessage) => void): WorkObserver {
  return {
    chunk: (seconds) => tell({ kind: 'chunk', seconds }),
    batch: (counts) => tell({ kind: 'batch', counts }),
  };
}

function openDatabase({
  settings,
  connectionString,
  log,
}: Pick<FileThreadData<Settings>, 'settings' | 'connectionString'> & { log: JobLog }): Database {
  return new Database({
    connectionString,
    poolSize: settings.poolSize,
    lockWaitMs: settings.lockWaitMs,
    onIdleError: (err) => log.warn({ err }, 'a database connection of the file thread broke'),
  });
}

/** Errors lose their codes on the way to the main thread; so they are described here, as the log there describes its own. */
function forwardedLog(port: MessagePort): JobLog {
  const at = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    const described = Object.entries(fields).map(([name, value]) =>
      value instanceof Error ? ['failure', describeError(value)] : [name, value],
    );
    port.postMessage({ kind: 'log', level, fields: Object.fromEntries(described), message } satisfies ThreadMessage);
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function nameOf({ name, id, retryCount }: FileJob): JobName {
  return { queue: name, id, retryCount };
}
