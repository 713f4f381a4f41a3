import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { programEnvironment } from './run-program.ts';
import { lastWords, openServerLog } from './server-log.ts';
import { stopServer } from './stop-server.ts';

interface ServerOptions {
  readonly installation: Installation;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
}

/** The server ended before it was ready. */
export class ServerDidNotStartError extends Error {
  override readonly name = 'ServerDidNotStartError';
}

/** One run of the database server, from ready to its end. */
export class ServerProcess {
  readonly pid: number;
  /** Settles when it has ended, with how. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, pid: number, ended: Promise<string>) {
    this.#child = child;
    this.pid = pid;
    this.ended = ended;
  }

  async stop(): Promise<'in order' | 'by force'> {
    const child = this.#child;
    return stopServer({ pid: this.pid, isGone: () => child.exitCode !== null || child.signalCode !== null });
  }
}

/** Starts the server and waits until it takes connections. Recovery after a crash may take its time. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const log = await openServerLog(options.logFile);
  try {
    const { size } = await log.stat();
    const server = await spawnServer(options, log);
    await untilReady(server, options).catch(async (error: unknown) => {
      if (!(error instanceof ServerDidNotStartError)) {
        await server.stop();
        throw error;
      }
      throw new ServerDidNotStartError(await lastWords(log, size), { cause: error });
    });
    return server;
  } finally {
    await log.close();
  }
}

async function spawnServer({ installation, settings }: ServerOptions, log: FileHandle): Promise<ServerProcess> {
  const { runner, binaries, cluster } = installation;
  const given = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const { file, args, ...identity } = runner.launch(binaries.postgres, ['-D', cluster, ...given]);
  // Its own process group: Ctrl-C in the terminal reaches the service alone, which drains its requests first.
  const options = { ...identity, detached: true, cwd: '/', env: programEnvironment };
  const child = spawn(file, [...args], { ...options, stdio: ['ignore', log.fd, log.fd] });
  await once(child, 'spawn');
  const ended = once(child, 'exit').then(([code, signal]) => (signal === null ? `exit code ${code}` : String(signal)));
  return new ServerProcess(child, child.pid ?? 0, ended);
}

async function untilReady(server: ServerProcess, { installation, signal }: ServerOptions): Promise<void> {
  let end: string | undefined;
  void server.ended.then((how) => (end = how));
  for (;;) {
    const file = await readPostmasterFile(installation.cluster);
    if (end !== undefined) throw new ServerDidNotStartError(end);
    if (file?.pid === server.pid && file.ready) return;
    signal.throwIfAborted();
    await sleep(5);
  }
}
