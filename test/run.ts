// What `npm test` runs: every test, or those of the files and folders named, on real PostgreSQL servers of their own.
//   npm test                                    all
//   npm test -- test/engine test/store/x.test.ts   these
//   npm test -- --test-name-pattern=undo        those with such a name
// With TEST_EVERYTHING=1 it fails where the machine lacks what some of them need (PostgreSQL 15, Chromium).
import { rmSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec as Spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { groupFiles } from './group-files.ts';
import { startTestServers } from './test-servers.ts';

/** Test files at a time: one a core. With one more the suite took 9 instead of 10 minutes, and what has a deadline missed it. */
const concurrency = Math.max(2, Math.min(4, os.availableParallelism()));

/** These take longest, and come first: none of them is left to run alone in the end. */
const longest = ['test/faults/kills', 'test/faults/database', 'test/bench', 'test/browser', 'test/faults', 'test/jobs'];

/** Each file is a process of its own: the modules that it shares with others are compiled once. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/amend-test', import.meta.url));

/** A file that does not end by then is ended, and says what it waits for: the runner's own time-out waits with it. */
const fileMsMax = 600_000;

/** Fewer than these are each run in a process of their own: one sees at once which file it was. */
const filesToGroupMin = 30;

/** Where test files that share a process are put together. */
const groupFolder = fileURLToPath(new URL('../node_modules/.cache/amend-test-groups', import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'test-name-pattern': { type: 'string', multiple: true, default: [] },
    'test-skip-pattern': { type: 'string', multiple: true, default: [] },
    'test-only': { type: 'boolean', default: false },
    'test-timeout': { type: 'string', default: String(fileMsMax) },
  },
});

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`stopped by ${signal}`)));
}

try {
  process.exitCode = await runTests();
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
}
if (interrupted.signal.aborted) {
  say(`Not finished: ${String(interrupted.signal.reason.message)}.`);
  process.exitCode = 130;
}

async function runTests(): Promise<number> {
  const files = await testFiles(positionals);
  if (files.length === 0) {
    say(`There are no tests in ${positionals.join(', ') || 'test'}.`);
    return 1;
  }
  await using servers = await startTestServers();
  const deadline = { TEST_FILE_MS_MAX: options['test-timeout'] };
  Object.assign(process.env, { NODE_COMPILE_CACHE: compileCache, ...deadline }, servers.environment);
  const { passed, skipped } = await report(await together(files));
  for (const missing of servers.missing) say(`Not tested: ${missing}`);
  for (const test of skipped) say(`Not run: ${test}`);
  if (servers.missing.length > 0 && process.env['TEST_EVERYTHING'] === '1') {
    say('Failed: TEST_EVERYTHING is set, and not everything could be tested.');
    return 1;
  }
  return passed ? 0 : 1;
}

/** The longest alone and first, then groups of those that can share a process, then the rest. A few are run as they are. */
async function together(files: string[]): Promise<string[]> {
  if (files.length < filesToGroupMin) return files;
  const long = files.filter((file) => turn(file) < longest.length);
  const folder = `${groupFolder}-${process.pid}`;
  const { groups, alone } = await groupFiles(files.slice(long.length), folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return [...long, ...groups.toReversed(), ...alone];
}

async function report(files: string[]): Promise<{ passed: boolean; skipped: string[] }> {
  const skipped: string[] = [];
  let passed = false;
  const tests = run({
    files,
    concurrency,
    only: options['test-only'],
    testNamePatterns: options['test-name-pattern'],
    testSkipPatterns: options['test-skip-pattern'],
    timeout: Number(options['test-timeout']),
    execArgv: ['--import', new URL('end-when-stuck.ts', import.meta.url).href],
    signal: interrupted.signal,
  });
  tests.on('test:pass', ({ name, skip, todo }) => {
    if (skip !== undefined) skipped.push(`${name} (${typeof skip === 'string' ? skip : 'skipped'})`);
    else if (todo !== undefined) skipped.push(`${name} (to do)`);
  });
  tests.on('test:summary', ({ file, success }) => {
    if (file === undefined) passed = success;
  });
  for await (const text of tests.compose(new Spec())) process.stdout.write(String(text));
  return { passed, skipped };
}

/** The test files among the files and in the folders named, the longest first; all of them when none is named. */
async function testFiles(named: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of named.length > 0 ? named : ['test']) {
    if (!(await stat(name)).isDirectory()) found.push(path.resolve(name));
    else for await (const file of glob('**/*.test.ts', { cwd: name })) found.push(path.resolve(name, file));
  }
  return [...new Set(found)].sort((one, other) => turn(one) - turn(other) || (one < other ? -1 : 1));
}

function turn(file: string): number {
  const found = longest.findIndex((folder) => file.startsWith(path.resolve(folder) + path.sep));
  return found === -1 ? longest.length : found;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
