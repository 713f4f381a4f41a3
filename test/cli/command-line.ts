import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own, with nothing of this process's environment but its path. */
export async function amend(environment: Record<string, string>, ...words: string[]): Promise<Outcome> {
  return start(environment, null, words);
}

/** `input`: what stdin holds; null: nothing, and it is no terminal. */
async function start(
  environment: Record<string, string>,
  input: string | null,
  words: readonly string[],
): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that reads none of it may have ended by now.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr };
}

export interface CommandLine extends AsyncDisposable {
  readonly database: Database;
  readonly environment: Record<string, string>;
  /** Runs a command on the database. */
  run(...words: string[]): Promise<Outcome>;
  /** Runs a command on the database, with this text on stdin. */
  send(input: string, ...words: string[]): Promise<Outcome>;
  /** Runs a command that must be done, with `--json`, and reads what it prints. */
  json<T = Record<string, unknown>>(...words: string[]): Promise<T>;
}

/** A database without a single table, and the command line on it. */
export async function commandLine(): Promise<CommandLine> {
  const empty = await createTestDatabase();
  const database = new Database({
    connectionString: empty.connectionString,
    poolSize: 2,
    lockWaitMs: 2000,
    onIdleError: () => undefined,
  });
  await database.query('drop schema public cascade');
  await database.query('create schema public');
  const environment = { DATABASE_URL: empty.connectionString };
  return {
    database,
    environment,
    run: (...words) => amend(environment, ...words),
    send: (input, ...words) => start(environment, input, words),
    async json<T>(...words: string[]) {
      const { code, stdout, stderr } = await amend(environment, ...words, '--json');
      if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    },
  };
}
