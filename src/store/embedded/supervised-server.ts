import { setTimeout as sleep } from 'node:timers/promises';
import { clearLeftovers } from './clear-leftovers.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { freePort } from './free-port.ts';
import type { Installation } from './installation.ts';
import type { Log } from './log.ts';
import { ServerDidNotStartError, startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';
import { serverSettings } from './server-settings.ts';

interface SuperviseOptions {
  readonly installation: Installation;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

/** What the end of an earlier server, or of a neighbour on the same port, cures by itself. */
const passing = /shared memory block|already exists|Address already in use|could not create any TCP/;
const firstStartWaitMs = 10_000;
const pauseMinMs = 50;
const pauseMaxMs = 5_000;

/**
 * A database server that is started again whenever it dies, on the same port.
 * - running: `#server` runs. Its end moves to restarting; `stop` moves to stopping.
 * - restarting: attempts with growing pauses, for ever (a full disk may be emptied). Success moves to running.
 * - stopping: nothing is started any more; ends with the server.
 */
export class SupervisedServer {
  readonly port: number;
  readonly #options: SuperviseOptions;
  readonly #stopping: AbortController;
  readonly #watch: Promise<void>;
  #server: ServerProcess;

  constructor(options: SuperviseOptions, { port, server }: { port: number; server: ServerProcess }) {
    this.#options = options;
    this.#stopping = new AbortController();
    this.port = port;
    this.#server = server;
    this.#watch = this.#keepRunning();
  }

  /** The server's own process, the newest one. */
  get pid(): number {
    return this.#server.pid;
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return this.#watch;
    this.#stopping.abort();
    const how = await this.#server.stop();
    if (how === 'by force') this.#options.log.warn({}, 'the database server had to be stopped by force');
    await this.#watch;
  }

  async #keepRunning(): Promise<void> {
    const { log } = this.#options;
    for (;;) {
      const how = await this.#server.ended;
      if (this.#stopping.signal.aborted) return;
      log.error({ how }, 'the database server died; starting it again');
      const server = await this.#restart();
      if (server === null) return;
      this.#server = server;
      log.info({ pid: server.pid, port: this.port }, 'the database server runs again');
    }
  }

  /** Null: told to stop meanwhile. */
  async #restart(): Promise<ServerProcess | null> {
    for (let pauseMs = pauseMinMs; ; pauseMs = Math.min(pauseMs * 2, pauseMaxMs)) {
      try {
        return await launch({ ...this.#options, signal: this.#stopping.signal }, this.port);
      } catch (error) {
        if (this.#stopping.signal.aborted) return null;
        this.#options.log.error({ err: error }, 'the database server does not start; trying again');
        await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }
}

/** Starts the server on a free port and watches over it from then on. */
export async function superviseServer(options: SuperviseOptions): Promise<SupervisedServer> {
  const deadline = Date.now() + firstStartWaitMs;
  for (;;) {
    const port = await freePort();
    try {
      return new SupervisedServer(options, { port, server: await launch(options, port) });
    } catch (error) {
      if (!(error instanceof ServerDidNotStartError)) throw error;
      if (!passing.test(error.message) || Date.now() > deadline) {
        throw new EmbeddedPostgresError(
          `The embedded database does not start: ${error.message} (more in ${options.logFile}).`,
          { cause: error },
        );
      }
      await sleep(pauseMinMs);
    }
  }
}

async function launch({ installation, logFile, settings, log, signal }: SuperviseOptions, port: number) {
  await clearLeftovers(installation.cluster, log);
  return startServer({
    installation,
    logFile,
    settings: { ...serverSettings(port), ...settings },
    signal: signal ?? new AbortController().signal,
  });
}
