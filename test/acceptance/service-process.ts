import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Client, client } from '../tenant.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The service in a process of its own, as an operator runs it. Disposing kills it. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string;
  /** The same caller, on this process. */
  as(who: Client): Client;
  /** Sends the signal and comes back when the process has ended: with its exit code, null where the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Sends the signal and goes on. */
  signal(signal: 'SIGTERM'): void;
  readonly ended: Promise<number | null>;
  /** The administrator's token, where this was the first start. */
  administratorToken(): Promise<string>;
}

/** Starts it on the database, with these environment variables, and waits until it listens. */
export async function startServiceProcess(
  connectionString: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const directory = await temporaryDirectory();
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: connectionString,
      AMEND_DATA_DIR: directory.path,
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  const { promise: listening, resolve } = Promise.withResolvers<string>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) resolve(url);
  });
  const url = await Promise.race([listening, ended]);
  assert.ok(
    typeof url === 'string',
    `the service ended with ${child.signalCode ?? url} before it listened: ${lines.join('\n')}`,
  );
  return {
    url,
    as: ({ token }) => client(url, token),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
    ended,
    administratorToken: async () =>
      (
        await readFile(path.join(environment['AMEND_DATA_DIR'] ?? directory.path, 'administrator-token'), 'utf8')
      ).trim(),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await directory[Symbol.asyncDispose]();
    },
  };
}
