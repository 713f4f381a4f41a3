import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

interface ChildOptions {
  /** A path from this folder. */
  readonly script: string;
  /** Options of node itself. */
  readonly nodeOptions?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly url: string;
  /** Answers 200 when it is ready. */
  readonly readyPath: string;
  readonly signal: AbortSignal;
}

/** A server in a process of its own. Disposing of it stops it in order. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** From the start of the process until it answered that it is ready. */
  readonly readyMs: number;
}

const readyMsMax = 60_000;
const stopMsMax = 60_000;
/** How often a child that starts is asked; a fraction of what a start takes. */
const askEveryMs = 5;
const lastWordsMax = 4_000;

/** Starts a script with this node and waits until it is ready. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { script, nodeOptions = [], environment, url } = options;
  const start = performance.now();
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, file], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords = listen(child);
  // Were this process to end without disposing, nobody would stop it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  try {
    await untilReady(child, options);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${script} did not start: ${lastWords()}`, { cause });
  }
  const readyMs = performance.now() - start;
  return { pid: child.pid ?? 0, url, readyMs, [Symbol.asyncDispose]: () => stop(child, { script, lastWords }) };
}

async function untilReady(child: ChildProcess, { url, readyPath, signal }: ChildOptions): Promise<void> {
  const ready = new URL(readyPath, url);
  const deadline = performance.now() + readyMsMax;
  while (!(await isOk(ready))) {
    signal.throwIfAborted();
    if (hasEnded(child)) throw new Error('it ended');
    if (performance.now() > deadline) throw new Error(`it was not ready after ${readyMsMax} ms`);
    await sleep(askEveryMs);
  }
}

function isOk(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
  });
}

async function stop(
  child: ChildProcess,
  { script, lastWords }: { script: string; lastWords: () => string },
): Promise<void> {
  if (!hasEnded(child)) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    await ended;
    clearTimeout(late);
  }
  if (child.exitCode !== 0) {
    throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}: ${lastWords()}`);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Reads what a child says, so that it never waits for a reader, and keeps the end of it. */
function listen({ stdout, stderr }: ChildProcess): () => string {
  let words = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-lastWordsMax);
    });
  }
  return () => words.trim() || 'it said nothing';
}
