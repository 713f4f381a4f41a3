import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDataDirectory } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './error-code.ts';
import { lockAddress } from './lock-address.ts';
import { askLockHolder } from './lock-holder.ts';
import type { LockHolder } from './lock-holder.ts';

interface LockOptions {
  readonly kind: LockHolder['kind'];
  /** How long to wait while a command holds the lock; a service is not waited for. */
  readonly commandWaitMs?: number;
  /** Only tests give one. */
  readonly platform?: NodeJS.Platform;
}

/** Another process works on the data directory. */
export class DataDirectoryLockedError extends EmbeddedPostgresError {
  readonly directory: string;
  readonly holder: LockHolder;

  constructor(directory: string, holder: LockHolder) {
    const who = `another ${holder.kind} (${holder.pid === null ? 'which does not answer' : `process ${holder.pid}`})`;
    super(
      `The data directory ${directory} is in use by ${who}: stop it first, or give this one its own AMEND_DATA_DIR.`,
    );
    this.directory = directory;
    this.holder = holder;
  }
}

/** The right to work on a data directory. It ends with the process that holds it, however that ends. */
export class DataDirectoryLock implements AsyncDisposable {
  /** The real path of the data directory. */
  readonly directory: string;
  readonly #server: Server;
  #holder: LockHolder;

  constructor(directory: string, server: Server, kind: LockHolder['kind']) {
    this.directory = directory;
    this.#server = server;
    this.#holder = { pid: process.pid, kind };
    // Whoever connects gets one line of JSON: how a command learns that a service runs, and where its database is.
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(`${JSON.stringify(this.#holder)}\n`);
    });
  }

  /** Adds to what others are told of the holder. */
  announce(news: Pick<LockHolder, 'connectionPort' | 'url'>): void {
    this.#holder = { ...this.#holder, ...news };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Takes the lock on a data directory, which is made if need be; throws `DataDirectoryLockedError`. */
export async function lockDataDirectory(
  directory: string,
  { kind, commandWaitMs = 10_000, platform = process.platform }: LockOptions,
): Promise<DataDirectoryLock> {
  const real = await makeDataDirectory(directory);
  const address = lockAddress(real, platform);
  const deadline = Date.now() + commandWaitMs;
  for (;;) {
    const server = await listen(address);
    if (server !== null) return new DataDirectoryLock(real, server, kind);
    const holder = await askLockHolder(address);
    if (holder === null) {
      // It ended just now; or it was killed and left its socket file behind, which keeps nobody out.
      if (platform !== 'linux') await rm(address, { force: true });
    } else if (holder.kind === 'service' || Date.now() > deadline) {
      throw new DataDirectoryLockedError(real, holder);
    }
    await sleep(20);
  }
}

/** Null: another process listens there. */
async function listen(address: string): Promise<Server | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return null;
    throw error;
  }
  // The lock ends with the process; it does not keep it alive.
  return server.unref();
}
