import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { access, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../temporary-directory.ts';
import type { TemporaryDirectory } from '../temporary-directory.ts';
import { amend } from './command-line.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const deadlineMs = 120_000;
const small = ['--customers', '600', '--records', '400', '--rows', '300'];

describe('the demo', () => {
  let directory: TemporaryDirectory;
  let environment: Record<string, string>;
  before(async () => {
    directory = await temporaryDirectory();
    const temporary = path.join(directory.path, 'tmp');
    await mkdir(temporary);
    // A DATABASE_URL that leads nowhere: the demo keeps off whatever database the environment names.
    environment = { TMPDIR: temporary, DATABASE_URL: 'postgres://127.0.0.1:1/none', AMEND_DATA_DIR: '/nonexistent' };
  });
  after(() => directory[Symbol.asyncDispose]());
  const leftBehind = async () => readdir(path.join(directory.path, 'tmp'));

  test('prints the counts and the first records that were not applied, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await amend(environment, 'demo', ...small);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}total +400$/m);
    assert.match(stdout, /^ {2}valid +394$/m);
    assert.match(stdout, /^ {2}invalid +6 /m);
    assert.match(stdout, /^ {2}successful +390 {2}2 of them changed nothing, 8 repeat an id$/m);
    assert.match(stdout, /^ {2}failed +4 /m);
    assert.match(stdout, /^ {2}records a second +[\d,]+$/m);
    assert.match(stdout, /^ +\d+ {2}LN\d{8} {2}no customer of this campaign has this id$/m);
    assert.match(stdout, /answered in \d+ ms from the stored answer;\nnothing was applied twice/);
    assert.match(stdout, /^ {2}rows +300$/m);
    assert.match(stdout, /^ {2}applied +297 {2}49 of them with something put right/m);
    assert.match(stdout, /^ {2}not applied +3 /m);
    assert.match(stdout, /^ {2}\d+ +PAN "[a-z]{5}\d{4}[a-z]" was read as "[A-Z]{5}\d{4}[A-Z]"/m);
    assert.match(stdout, /^ {2}\d+ +Outstanding must not be an error of Excel.*"#N\/A"$/m);
    assert.match(stdout, /^The failure file, mended and sent again: 3 of 3 rows applied\.$/m);
    assert.match(stdout, /--keep/);
    const lines = stderr.split('\n').map((line) => line.replace(/: [\d.]+ s$/, ''));
    assert.deepEqual(lines, [
      'Amend on a temporary directory, with a PostgreSQL of its own:',
      '',
      '  start the service',
      '  make an organization and a token',
      '  add 600 customers',
      '  update 400 of them in one request',
      '  send the same request again',
      '  add 300 customers of a company from a CSV',
      '  update them from a workbook',
      '  mend the failure file and send it again',
      'Stopped; nothing is left behind.',
      '',
    ]);
    assert.deepEqual(await leftBehind(), []);
  });

  test('with --keep runs on until Ctrl-C, and answers with the token that it prints', async () => {
    await using demo = startDemo(environment, [...small, '--keep', '--json']);
    const { counts, workbook, url, token, page, directory } = JSON.parse(await demo.until('\n')) as KeptDemo;
    assert.deepEqual(counts, { total: 400, valid: 394, invalid: 6, successful: 390, failed: 4, retried: 0 });
    assert.deepEqual(workbook.counts, { total: 300, applied: 297, failed: 3, warned: 49 });
    for (const file of Object.values(workbook.files)) await access(file);
    const batches = await fetch(`${url}/api/v1/batches`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(batches.status, 200);
    assert.equal(page, `${url}/#token=${token}`);
    const beside = await amend({ AMEND_DATA_DIR: directory }, 'batch', 'list', '--json');
    assert.equal(beside.code, 0, beside.stderr);
    // Twice, as under npm: the terminal sends it, and npm does.
    demo.kill('SIGINT');
    demo.kill('SIGINT');
    assert.equal(await demo.exited, 0);
    assert.deepEqual(await leftBehind(), []);
  });

  test('prints with --keep lines that work when they are copied, and ends when its terminal is closed', async () => {
    await using demo = startDemo(environment, [...small, '--keep']);
    const text = await demo.until(/^Open .*\n/m);
    const urls = [...text.matchAll(/'(http[^']+)'/g)].map(([, url]) => url ?? '');
    const authorization = /Authorization: (Bearer amd_\w+)/.exec(text)?.[1] ?? '';
    assert.equal(urls.length, 2, text);
    for (const url of urls) {
      const { data } = (await (await fetch(url, { headers: { authorization } })).json()) as { data: unknown[] };
      assert.ok(data.length >= 2, url);
    }
    const [, page = '', token = ''] = /^Open (http\S+)\/#token=(amd_\w+)\n$/m.exec(text) ?? [];
    const headers = { 'content-type': 'application/json' };
    const signIn = await fetch(`${page}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ token }) });
    assert.equal(signIn.status, 201, text);
    demo.kill('SIGHUP');
    assert.equal(await demo.exited, 0);
    assert.deepEqual(await leftBehind(), []);
  });

  test('stopped before its end leaves nothing behind, with exit code 130', async () => {
    await using demo = startDemo(environment, ['--customers', '50000']);
    await demo.until('10,000 of 50,000');
    demo.kill('SIGINT');
    assert.equal(await demo.exited, 130);
    assert.deepEqual(await leftBehind(), []);
  });

  test('says in one sentence why it cannot be, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await amend({ TMPDIR: '/nonexistent' }, 'demo', ...small, '--json');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^amend: [^\n]*\/nonexistent[^\n]*\.\n$/);
  });
});

interface KeptDemo {
  readonly counts: Record<string, number>;
  readonly workbook: { readonly counts: Record<string, number>; readonly files: Record<string, string> };
  readonly url: string;
  readonly token: string;
  readonly page: string;
  readonly directory: string;
}

interface RunningDemo extends AsyncDisposable {
  /** All that it printed, once that holds the text. */
  until(text: string | RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
}

function startDemo(environment: Record<string, string>, words: readonly string[]): RunningDemo {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, [main, 'demo', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed = new EventEmitter();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      printed.emit('text');
    });
  }
  return {
    async until(wanted) {
      const signal = AbortSignal.timeout(deadlineMs);
      while (typeof wanted === 'string' ? !text.includes(wanted) : !wanted.test(text)) {
        await once(printed, 'text', { signal });
      }
      return text;
    },
    kill: (signal) => void child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await exited;
    },
  };
}
