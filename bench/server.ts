import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { lockDataDirectory } from '../src/store/embedded/data-directory-lock.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import type { OpenedDatabase, OpenedDirectory } from './case.ts';
import { connect } from './control.ts';

/** The one PostgreSQL server of a run: the embedded one, with the settings that the service gives it. */
export interface BenchServer extends AsyncDisposable {
  readonly connectionString: string;
  openDatabase(): Promise<OpenedDatabase>;
}

export async function startBenchServer(signal: AbortSignal): Promise<BenchServer> {
  await using started = new AsyncDisposableStack();
  const directory = started.use(await openDirectory());
  const lock = started.use(await lockDataDirectory(directory.path, { kind: 'service' }));
  const log = { info: () => undefined, warn: tell, error: tell };
  const { connectionString } = started.use(await startEmbeddedPostgres({ lock, log, signal }));
  const kept = started.move();
  return {
    connectionString,
    openDatabase: async () => openDatabase(connectionString),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** On a disk, and not where tests keep theirs: a commit that waits for no disk would flatter both sides. */
export async function openDirectory(): Promise<OpenedDirectory> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'amend-bench-'));
  return {
    path: directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 20 }),
  };
}

async function openDatabase(server: string): Promise<OpenedDatabase> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    [Symbol.asyncDispose]: () => administer(server, `drop database ${name} with (force)`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  await using control = await connect(server);
  await control.query(statement);
}

function tell(details: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(details)}\n`);
}
