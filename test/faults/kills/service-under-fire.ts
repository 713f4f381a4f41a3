/** The real service on its embedded database, started again whenever it dies, as an operator's supervisor would. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
/** Of what a process logged, in case it ends by itself. */
const linesKept = 30;

/** One process, from its start to its end. */
interface Run {
  readonly child: ChildProcess;
  readonly listening: Promise<string>;
  readonly ended: Promise<string>;
  readonly lines: readonly string[];
  /** Kills of the database before it. */
  readonly databaseKills: number;
}

export class ServiceUnderFire implements AsyncDisposable {
  /** What no kill explains. */
  readonly faults: string[] = [];
  /** Told by whoever kills it. */
  databaseKills = 0;
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #watch: Promise<void>;
  #isStopping = false;
  #run: Run;

  constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.#directory = directory;
    this.#environment = environment;
    this.#run = this.#spawn();
    this.#watch = this.#keepRunning();
  }

  /** Of the process that runs now, once it listens; of the next one, where it dies before. */
  async url(): Promise<string> {
    for (;;) {
      if (this.#isStopping || this.faults.length > 0)
        throw new Error(this.faults[0] ?? 'the service was stopped for good');
      const run = this.#run;
      const url = await Promise.race([run.listening, run.ended.then(() => null)]);
      if (url !== null && run === this.#run && !run.child.killed) return url;
      await delay(2);
    }
  }

  /** `kill -9`, now. False: no process is there. */
  kill(): boolean {
    return this.#run.child.kill('SIGKILL');
  }

  async administratorToken(): Promise<string> {
    return (await readFile(path.join(this.#directory, 'administrator-token'), 'utf8')).trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    this.kill();
    await this.#watch;
  }

  async #keepRunning(): Promise<void> {
    for (;;) {
      const { child, ended, lines, databaseKills } = this.#run;
      const how = await ended;
      if (this.#isStopping) return;
      // One whose database is killed while it starts gives up, and says so; the next one finds it again.
      const isStarting = !lines.some((line) => line.includes('"listening"'));
      const isOurDoing = child.signalCode === 'SIGKILL' || (isStarting && this.databaseKills > databaseKills);
      if (!isOurDoing) this.faults.push(`the service ended by itself (${how}): ${lines.join('\n')}`);
      this.#run = this.#spawn();
    }
  }

  #spawn(): Run {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'] ?? '', AMEND_DATA_DIR: this.#directory, PORT: '0', ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const ended = new Promise<string>((resolve) => {
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const { promise: listening, resolve } = Promise.withResolvers<string>();
    for (const stream of [child.stdout, child.stderr]) {
      assert.ok(stream);
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (lines.length > linesKept) lines.splice(1, 1);
        const url = /"url":"([^"]+)","msg":"listening"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    return { child, listening, ended, lines, databaseKills: this.databaseKills };
  }
}
