import type { FileWork, JobLog } from './file-work.ts';
import type { LeftBehind } from './settle-left-behind.ts';
import { SupervisedThread } from './supervised-thread.ts';
import type { FileThreadData, JobName, ThreadMessage, WorkObserver } from './thread-messages.ts';

interface Options<Settings> {
  readonly entry: URL;
  readonly settings: Settings;
  readonly connectionString: string;
  readonly log: JobLog;
  /** Told of each job that the thread has let go of: its batch may have ended. */
  readonly onEnded: (work: FileWork) => void;
  /** Told of a crash: the thread's row in `processes` is nobody's. */
  readonly onCrash: (owner: number) => void;
  readonly observer: WorkObserver;
  /** Without work for that long it ends; standard: 5 minutes. */
  readonly idleMsMax?: number;
}

/** An idle thread holds some 40 MB; starting it takes some 300 ms. */
const idleMsMaxStandard = 300_000;
/**
 * Files are streamed: what a million rows need at once is a few chunks. Above this the thread alone ends, and is started
 * again; the requests go on.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 24 };

/** The thread that works on files, seen from the main thread: there while there is work, and for a while after. */
export class FileThread<Settings> implements AsyncDisposable {
  readonly #options: Options<Settings>;
  readonly #thread: SupervisedThread;
  readonly #running = new Map<string, JobName>();
  /** Of each job that the thread did not let go of, how often in a row it crashed with it. */
  readonly #crashes = new Map<string, LeftBehind>();
  #owner: number | null = null;
  #neededAt = 0;

  constructor(options: Options<Settings>) {
    this.#options = options;
    this.#thread = new SupervisedThread({
      entry: options.entry,
      workerData: () => this.#data(),
      resourceLimits,
      onMessage: (message) => this.#heard(message as ThreadMessage),
      onCrash: (error) => this.#crashed(error),
    });
  }

  /** There is work. */
  wake(): void {
    this.#neededAt = performance.now();
    this.#thread.wake();
  }

  /** There is no work: ends the thread when that has been so for long enough. */
  async rest(): Promise<void> {
    const idleMs = performance.now() - this.#neededAt;
    if (this.#running.size > 0 || idleMs < (this.#options.idleMsMax ?? idleMsMaxStandard)) return;
    await this.#thread.stop();
  }

  /** Work on files is given up at its next chunk, and goes to whichever process takes it next. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]();
  }

  #data(): FileThreadData<Settings> {
    const { settings, connectionString } = this.#options;
    return { settings, connectionString, leftBehind: [...this.#crashes.values()] };
  }

  #heard(message: ThreadMessage): void {
    const { log, onEnded, observer } = this.#options;
    switch (message.kind) {
      case 'ready':
        this.#owner = message.owner;
        break;
      case 'started':
        this.#running.set(message.job.id, message.job);
        break;
      case 'ended':
        this.#neededAt = performance.now();
        this.#thread.praise();
        this.#running.delete(message.job.id);
        this.#crashes.delete(message.job.id);
        onEnded(message.work);
        break;
      case 'chunk':
        observer.chunk(message.seconds);
        break;
      case 'batch':
        observer.batch(message.counts);
        break;
      case 'log':
        log[message.level](message.fields, message.message);
        break;
    }
  }

  #crashed(err: unknown): void {
    const { log, onCrash } = this.#options;
    for (const job of this.#running.values()) {
      this.#crashes.set(job.id, { ...job, crashes: (this.#crashes.get(job.id)?.crashes ?? 0) + 1 });
    }
    log.error({ err, files: this.#running.size }, 'the file thread crashed and is started again');
    this.#running.clear();
    if (this.#owner !== null) onCrash(this.#owner);
    this.#owner = null;
  }
}
