import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { amend } from './command-line.ts';

describe('the command line', () => {
  test('shows examples and the exit codes in the help of every command', () => {
    const silent = { out: () => undefined, err: () => undefined, signal: new AbortController().signal };
    const commands = createProgram(silent).commands.flatMap((command) =>
      command.commands.length > 0 ? command.commands : [command],
    );
    assert.ok(commands.length >= 12);
    for (const command of commands) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      assert.match(help, /Examples:\n {2}\$ amend /, command.name());
      assert.match(help, /Exit codes: 0 done; 1 /, command.name());
    }
  });

  test('is documented, command by command, with its exit codes', async () => {
    const page = await readFile(new URL('../../docs/command-line.md', import.meta.url), 'utf8');
    const silent = { out: () => undefined, err: () => undefined, signal: new AbortController().signal };
    for (const command of createProgram(silent).commands) {
      const names = command.commands.map((below) => `${command.name()} ${below.name()}`);
      for (const name of names.length > 0 ? names : [command.name()]) assert.ok(page.includes(`amend ${name}`), name);
    }
    for (const code of Object.values(exitCodes)) assert.ok(page.includes(`| ${code} | `), String(code));
  });

  test('prints its help and version with exit code 0', async () => {
    const help = await amend({}, '--help');
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /token +Tokens/);
    assert.match((await amend({}, '--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  for (const words of [['org', 'create'], ['token', 'revoke'], ['org'], ['frobnicate'], ['org', 'list', '--jsn']]) {
    test(`answers wrong usage (${words.join(' ')}) with exit code 2, on stderr`, async () => {
      const { code, stdout, stderr } = await amend({}, ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.notEqual(stderr, '');
    });
  }

  test('refuses a wrong number with exit code 2', async () => {
    const { code, stderr } = await amend({}, 'batch', 'list', '--limit', '0');
    assert.equal(code, 2);
    assert.match(stderr, /It must be a number from 1 to 100000/);
  });

  test('refuses a wrong setting with exit code 2 and one sentence', async () => {
    const outcome = await amend({ AMEND_TRIES_MAX: 'many' }, 'org', 'list');
    assert.deepEqual(outcome, {
      code: 2,
      stdout: '',
      stderr: 'amend: AMEND_TRIES_MAX must be a whole number from 1 to 100, not "many".\n',
    });
  });

  test('says on stderr which AMEND_ variable is no setting', async () => {
    const { code, stdout, stderr } = await amend({ AMEND_POOLSIZE: '3' }, 'settings', '--json');
    assert.equal(code, 0);
    assert.equal(stderr, 'amend: AMEND_POOLSIZE is not a setting and is ignored; did you mean AMEND_POOL_SIZE?\n');
    assert.equal((JSON.parse(stdout) as Record<string, unknown>)['AMEND_POOL_SIZE'], 12);
  });

  test('answers a database that cannot be reached with exit code 3 and one sentence', async () => {
    // Port 1 of this machine: nobody listens there.
    const outcome = await amend({ DATABASE_URL: 'postgres://amend:hunter2@127.0.0.1:1/amend' }, 'org', 'list');
    assert.deepEqual([outcome.code, outcome.stdout], [3, '']);
    assert.match(outcome.stderr, /^amend: The database cannot be used: .*ECONNREFUSED.*\.\n$/);
    assert.ok(!outcome.stderr.includes('hunter2'));
  });

  test('shows the settings in force, but not the database URL', async () => {
    const url = 'postgres://amend:hunter2@db/amend';
    const { stdout } = await amend({ DATABASE_URL: url, PORT: '8080' }, 'settings');
    assert.match(stdout, /^PORT +8080 /m);
    assert.match(stdout, /^DATABASE_URL +\(set\) /m);
    assert.ok(!stdout.includes('hunter2'));
  });
});
