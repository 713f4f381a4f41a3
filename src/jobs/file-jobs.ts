import { type ConstructorOptions, PgBoss } from 'pg-boss';
import { FileRunner } from './file-runner.ts';
import { doorbellChannel } from './file-queues.ts';
import type { FileWorkHandler, JobLog } from './file-work.ts';
import { freeBlockedKeys } from './free-blocked-keys.ts';
import { Periodic } from './periodic.ts';
import { type LeftBehind, settleLeftBehind } from './settle-left-behind.ts';
import type { FileJob } from './running-job.ts';
import { startBoss } from './start-boss.ts';

interface Options {
  readonly connectionString: string;
  readonly handler: FileWorkHandler;
  readonly settings: { readonly filesAtOnceMax: number; readonly processHeartbeatMs: number };
  /** Jobs that ran in this process when its file thread crashed. */
  readonly leftBehind: readonly LeftBehind[];
  /** Calls back whenever a message comes on the channel. Disposing ends it. */
  readonly listen: (channel: string, onMessage: () => void) => AsyncDisposable;
  readonly log: JobLog;
  readonly onStarted: (job: FileJob) => void;
  readonly onEnded: (job: FileJob) => void;
}

/** Of pg-boss's own: fetching, heartbeats and ends are short, and must not wait for a connection that writes chunks. */
const connectionsMax = 2;
/** No statement of pg-boss takes near as long; without an answer the connection is given up. */
const statementMsMax = 30_000;

/** Begins to work on files, until it is disposed. The queues are there: whoever sends the first job made them. */
export async function startFileJobs(options: Options): Promise<AsyncDisposable> {
  const { handler, settings, log } = options;
  const beatMs = settings.processHeartbeatMs;
  await using started = new AsyncDisposableStack();
  const boss = started.adopt(await startBoss(newBoss(options)), (it) => it.stop({ graceful: false }));
  const { filesAtOnceMax } = settings;
  const { onStarted, onEnded } = options;
  const runner = started.use(new FileRunner({ boss, handler, filesAtOnceMax, beatMs, log, onStarted, onEnded }));
  const giving = { boss, handler, log, onStarted, onEnded, onFreed: () => runner.wake() };
  const settled = settleLeftBehind(giving, options.leftBehind);
  started.defer(() => settled);
  started.use(options.listen(doorbellChannel, () => runner.wake()));
  const look = async (): Promise<void> => {
    await boss.supervise();
    await freeBlockedKeys(giving);
    runner.wake();
  };
  const onError = (err: unknown): void => log.warn({ err }, 'looking after the files in the background failed');
  started.use(new Periodic({ everyMs: beatMs, work: look, onError }));
  return started.move();
}

function newBoss({ connectionString, settings, log }: Options): PgBoss {
  const options: ConstructorOptions & { query_timeout: number; keepAlive: boolean } = {
    connectionString,
    max: connectionsMax,
    application_name: 'amend',
    query_timeout: statementMsMax,
    keepAlive: true,
    schedule: false,
    // Called with every heartbeat (`look`), so that a dead process is found as soon as its heartbeat is overdue; the
    // processes share one turn.
    supervise: false,
    monitorIntervalSeconds: Math.max(1, Math.floor(settings.processHeartbeatMs / 1000) - 1),
  };
  const boss = new PgBoss(options);
  // A connection that breaks while idle, above all: without a listener it would end the process.
  boss.on('error', (err) => log.warn({ err }, 'pg-boss reports an error'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'pg-boss warns'));
  return boss;
}
