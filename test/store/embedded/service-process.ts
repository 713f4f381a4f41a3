import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { within } from '../../../src/store/embedded/stop-server.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import type { TemporaryDirectory } from '../../temporary-directory.ts';

const fixture = path.join(import.meta.dirname, 'fixtures', 'service.ts');
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Line {
  readonly message?: string;
  readonly refused?: string;
  readonly connectionString?: string;
  readonly serverPid?: number;
  readonly readyMs?: number;
}

export interface Ready {
  readonly connectionString: string;
  readonly serverPid: number;
  readonly readyMs: number;
}

/** A process that holds a data directory like the service does; killed when the test is over. */
export class ServiceProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #lines: Line[] = [];

  constructor(
    directory: string,
    { kind = 'service', env = process.env }: { kind?: string; env?: NodeJS.ProcessEnv } = {},
  ) {
    this.child = spawn(process.execPath, [fixture, directory, kind], {
      detached: true,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { stdout } = this.child;
    assert(stdout !== null);
    createInterface(stdout).on('line', (line) => this.#lines.push(JSON.parse(line) as Line));
  }

  get messages(): string[] {
    return this.#lines.flatMap(({ message }) => message ?? []);
  }

  async ready(): Promise<Ready> {
    const line = await this.#line((told) => told.connectionString !== undefined);
    return line as Ready;
  }

  async refusal(): Promise<string> {
    return (await this.#line((told) => told.refused !== undefined)).refused ?? '';
  }

  async signal(name: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(name);
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.signal('SIGKILL');
  }

  async #line(is: (line: Line) => boolean): Promise<Line> {
    const gone = () => this.child.exitCode !== null && this.child.stdout?.readableEnded === true;
    await eventually(() => this.#lines.some(is) || gone());
    const found = this.#lines.find(is);
    assert(found !== undefined, `the service told only ${JSON.stringify(this.#lines)}`);
    return found;
  }
}

/** A copy of a data directory whose server was stopped, for one test. */
export async function copyOf(prepared: TemporaryDirectory): Promise<TemporaryDirectory> {
  const copy = await temporaryDirectory();
  // Node's own `cp` takes a second for the thousand files of a cluster.
  await promisify(execFile)('cp', ['-R', `${prepared.path}/.`, copy.path]);
  return copy;
}

/** The first column of a statement's rows. */
export async function ask(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  assert(await within(20_000, isSo), 'it did not come to pass in 20 s');
}
