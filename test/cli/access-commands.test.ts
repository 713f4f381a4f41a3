import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isTokenSecret } from '../../src/access/token-secret.ts';
import { commandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';

describe('the access commands', () => {
  let line: CommandLine;
  before(async () => {
    line = await commandLine();
    await line.json('org', 'create', '--code', 'CEKLENDER1', '--name', 'Ashoka Finance');
  });
  after(() => line[Symbol.asyncDispose]());

  test('migrate an empty database and put the first organization below the root', async () => {
    const list = await line.json<{ code: string; parent: string | null; name: string }[]>('org', 'list');
    const known = list.map(({ code, parent, name }) => ({ code, parent, name }));
    assert.deepEqual(known[0], { code: 'CEKLENDER1', parent: 'CEKROOT000', name: 'Ashoka Finance' });
    assert.deepEqual(known.at(-1), { code: 'CEKROOT000', parent: null, name: 'Root' });
  });

  test('org create --json prints id, code, name and parent', async () => {
    const words = ['--code', 'CEKBRANCH1', '--name', 'Pune', '--parent', 'CEKLENDER1'];
    const made = await line.json('org', 'create', ...words);
    assert.deepEqual(Object.keys(made), ['id', 'code', 'name', 'parent']);
    assert.match(String(made['id']), /^org_/);
    assert.deepEqual([made['code'], made['name'], made['parent']], ['CEKBRANCH1', 'Pune', 'CEKLENDER1']);
  });

  test('org create says what it made, and refuses a taken code with exit code 1', async () => {
    const first = await line.run('org', 'create', '--code', 'CEKTWICE01', '--name', 'Twice');
    assert.deepEqual(first, {
      code: 0,
      stdout: 'Made the organization CEKTWICE01 (Twice) below CEKROOT000.\n',
      stderr: '',
    });
    const second = await line.run('org', 'create', '--code', 'CEKTWICE01', '--name', 'Twice');
    assert.deepEqual(second, { code: 1, stdout: '', stderr: 'amend: The code CEKTWICE01 is taken.\n' });
  });

  test('org create names every fault, one a line', async () => {
    const { code, stderr } = await line.run('org', 'create', '--code', 'abc', '--name', '');
    assert.equal(code, 1);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      'amend: code must be CEK and 7 capital letters or digits, e.g. CEKABC1234.',
      'amend: name cannot be empty.',
    ]);
  });

  test('org list prints an aligned table', async () => {
    const { stdout } = await line.run('org', 'list');
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    assert.match(head, /^CODE +NAME +PARENT +ID$/);
    const place = head.indexOf('PARENT');
    for (const row of rows) assert.match(row.slice(place), /^(CEK[A-Z0-9]{7}|- {9})  org_/);
  });

  test('token create prints the token and nothing else', async () => {
    const { code, stdout, stderr } = await line.run('token', 'create', '--org', 'CEKLENDER1');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout, `${stdout.trim()}\n`);
    assert.ok(isTokenSecret(stdout.trim()));
  });

  test('token create --json prints what was made', async () => {
    const words = ['--name', 'loans', '--scopes', 'customers:write,batches:read', '--expires', '2999-01-01'];
    const refused = await line.run('token', 'create', '--org', 'CEKLENDER1', ...words);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^amend: expires must be in the future/);
    const made = await line.json('token', 'create', '--org', 'CEKLENDER1', ...words.slice(0, -1), '90d');
    assert.deepEqual(Object.keys(made), ['id', 'token', 'organization', 'name', 'scopes', 'expiresAt']);
    assert.deepEqual(
      [made['organization'], made['name'], made['scopes']],
      ['CEKLENDER1', 'loans', ['customers:write', 'batches:read']],
    );
    const days = (Date.parse(String(made['expiresAt'])) - Date.now()) / 86_400_000;
    assert.ok(days > 89.9 && days <= 90);
  });

  test('token create refuses an unknown organization and an unknown scope', async () => {
    const organization = await line.run('token', 'create', '--org', 'CEKNOBODY1');
    assert.deepEqual(organization, {
      code: 1,
      stdout: '',
      stderr: 'amend: There is no organization CEKNOBODY1 among yours.\n',
    });
    const scope = await line.run('token', 'create', '--org', 'CEKLENDER1', '--scopes', 'all');
    assert.equal(scope.code, 1);
    assert.match(scope.stderr, /^amend: scopes must be among campaigns:read/);
  });

  test('token list shows no token, and its state after token revoke', async () => {
    const made = await line.json('token', 'create', '--org', 'CEKTWICE01', '--name', 'short-lived');
    const before = await line.run('token', 'list', '--org', 'CEKTWICE01');
    assert.match(before.stdout, /short-lived +valid/);
    assert.ok(!before.stdout.includes(String(made['token'])));
    const revoked = await line.run('token', 'revoke', String(made['id']));
    assert.deepEqual(
      [revoked.code, revoked.stdout],
      [0, `Revoked ${String(made['id'])} (short-lived) of CEKTWICE01.\n`],
    );
    const after = await line.json<{ id: string; revokedAt: string | null }[]>('token', 'list', '--org', 'CEKTWICE01');
    assert.notEqual(after.find(({ id }) => id === made['id'])?.revokedAt, null);
  });

  test('token revoke of an unknown id is refused', async () => {
    const outcome = await line.run('token', 'revoke', 'tok_unknown');
    assert.deepEqual(outcome, { code: 1, stdout: '', stderr: 'amend: There is no such token.\n' });
  });

  test('token list without tokens says so', async () => {
    await line.run('org', 'create', '--code', 'CEKEMPTY01', '--name', 'Empty');
    assert.match((await line.run('token', 'list', '--org', 'CEKEMPTY01')).stdout, /^There are no tokens\./);
    assert.deepEqual(await line.json('token', 'list', '--org', 'CEKEMPTY01'), []);
  });

  test('what a terminal would obey is shown, not sent', async () => {
    await line.database.query(`update organizations set name = E'\\x1b[2Jgone' where code = 'CEKEMPTY01'`);
    const { stdout } = await line.run('org', 'list');
    assert.ok(!stdout.includes('\u001B'));
    assert.ok(stdout.includes(String.raw`\u{1b}[2Jgone`));
  });
});
