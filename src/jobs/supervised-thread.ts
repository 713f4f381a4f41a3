/**
 * A worker thread that is started when it is needed. States: `off` → `on` (wake) → `off` (stop). One that ends by itself
 * has crashed: `on` → `crashed`, and after a wait, longer from crash to crash, `on` again.
 */
import { type ResourceLimits, Worker } from 'node:worker_threads';

interface Options {
  readonly entry: URL;
  /** Asked for at each start. */
  readonly workerData: () => unknown;
  readonly resourceLimits: ResourceLimits;
  readonly onMessage: (message: unknown) => void;
  /** Told of each crash, with the error where there was one. */
  readonly onCrash: (error: unknown) => void;
}

/** What a thread is sent so that it ends in order. */
const stopMessage = 'stop';
/** After that it is ended by force: it hangs. */
const stopMsMax = 15_000;
const restartMsMin = 250;
const restartMsMax = 60_000;

export class SupervisedThread implements AsyncDisposable {
  readonly #options: Options;
  #running: { readonly worker: Worker; readonly exited: Promise<void> } | null = null;
  /** In a row. */
  #crashes = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | null = null;
  #wokenWhileStopping = false;
  #disposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Starts it, unless it runs, or waits for its restart. */
  wake(): void {
    this.#wokenWhileStopping = true;
    if (this.#disposed || this.#stopping || this.#running || this.#restart !== undefined) return;
    this.#start();
  }

  /** It has done something that it is there for: its next crash is the first again. */
  praise(): void {
    this.#crashes = 0;
  }

  /** Lets it finish in order; by force when it takes too long. It can be woken again. */
  async stop(): Promise<void> {
    clearTimeout(this.#restart);
    this.#restart = undefined;
    if (this.#running) this.#stopping ??= this.#end(this.#running);
    await this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.stop();
  }

  #start(): void {
    const { entry, workerData, resourceLimits, onMessage } = this.#options;
    const worker = new Worker(entry, { workerData: workerData(), resourceLimits, name: 'files' });
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    this.#running = { worker, exited };
    let error: unknown;
    worker.on('message', onMessage);
    worker.on('error', (cause) => {
      error = cause;
    });
    worker.on('exit', () => {
      this.#running = null;
      resolve();
      if (!this.#stopping) this.#crashed(error);
    });
  }

  #crashed(error: unknown): void {
    const wait = Math.min(restartMsMax, restartMsMin * 2 ** this.#crashes);
    this.#crashes += 1;
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.#start();
    }, wait);
    this.#restart.unref();
    this.#options.onCrash(error);
  }

  async #end({ worker, exited }: { worker: Worker; exited: Promise<void> }): Promise<void> {
    this.#wokenWhileStopping = false;
    worker.postMessage(stopMessage, []);
    const timer = setTimeout(() => void worker.terminate(), stopMsMax);
    await exited;
    clearTimeout(timer);
    this.#stopping = null;
    if (this.#wokenWhileStopping) this.wake();
  }
}
