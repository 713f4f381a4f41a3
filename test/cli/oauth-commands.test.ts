import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { commandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';

const password = 'three grey herons\n';

describe('the commands of users and clients', () => {
  let line: CommandLine;
  before(async () => {
    line = await commandLine();
    await line.json('org', 'create', '--code', 'CEKLENDER1', '--name', 'Ashoka Finance');
  });
  after(() => line[Symbol.asyncDispose]());

  const createUser = (email: string, ...words: string[]) =>
    line.send(password, 'user', 'create', email, '--password-stdin', ...words);

  test('user create says whom it made, and refuses a taken address', async () => {
    const words = ['--org', 'CEKLENDER1', '--scopes', 'customers:read,customers:write'];
    const made = await createUser('Asha@Ashoka.Example', ...words);
    assert.deepEqual([made.code, made.stderr], [0, '']);
    assert.match(made.stdout, /^Made the user asha@ashoka\.example \(usr_[0-9a-z]{24}\) of CEKLENDER1\.\n$/);
    const again = await createUser('asha@ashoka.example');
    assert.deepEqual(again, { code: 1, stdout: '', stderr: 'amend: There is a user asha@ashoka.example already.\n' });
  });

  test('user create names every fault, one a line', async () => {
    const refused = await line.send('short', 'user', 'create', 'x', '--password-stdin', '--scopes', 'root');
    assert.equal(refused.code, 1);
    assert.deepEqual(refused.stderr.trimEnd().split('\n'), [
      'amend: email must be an e-mail address.',
      'amend: password must have at least 12 characters.',
      'amend: scopes must be among campaigns:read, campaigns:write, customers:read, customers:write, batches:read, admin.',
    ]);
  });

  test('user create takes no password as a word, and without a terminal none but from stdin', async () => {
    const asWord = await line.run('user', 'create', 'ravi@ashoka.example', 'three grey herons');
    assert.equal(asWord.code, 2);
    const nowhere = await line.run('user', 'create', 'ravi@ashoka.example');
    assert.deepEqual(nowhere, {
      code: 2,
      stdout: '',
      stderr: 'amend: There is no terminal to ask for the password: send it on stdin, with --password-stdin.\n',
    });
  });

  test('user disable, enable and password are told in user list', async () => {
    await createUser('mira@ashoka.example', '--org', 'CEKLENDER1');
    const stateOf = async () => {
      const { stdout } = await line.run('user', 'list', '--org', 'CEKLENDER1');
      return /^mira@ashoka\.example +CEKLENDER1 +(\w+) /m.exec(stdout)?.[1];
    };
    assert.equal(await stateOf(), 'active');
    const disabled = await line.run('user', 'disable', 'mira@ashoka.example');
    assert.equal(disabled.stdout, 'Disabled mira@ashoka.example of CEKLENDER1; the tokens have ended.\n');
    assert.equal(await stateOf(), 'disabled');
    const enabled = await line.json('user', 'enable', 'MIRA@ashoka.example');
    assert.deepEqual([enabled['email'], enabled['disabledAt']], ['mira@ashoka.example', null]);
    assert.equal(await stateOf(), 'active');
    const changed = await line.send('four grey herons', 'user', 'password', String(enabled['id']), '--password-stdin');
    assert.equal(changed.stdout, 'Changed the password of mira@ashoka.example; the tokens have ended.\n');
    const unknown = await line.run('user', 'disable', 'nobody@ashoka.example');
    assert.deepEqual(unknown, { code: 1, stdout: '', stderr: 'amend: There is no such user.\n' });
  });

  test('user list --json shows no password', async () => {
    const users = await line.json<Record<string, unknown>[]>('user', 'list');
    assert.deepEqual(Object.keys(users[0] ?? {}), [
      'id',
      'organization',
      'email',
      'scopes',
      'createdAt',
      'disabledAt',
      'lastUsedAt',
    ]);
  });

  test('client create prints id and secret, this once', async () => {
    const { code, stdout, stderr } = await line.run('client', 'create', 'loan system', '--org', 'CEKLENDER1');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^client id {6}cli_[0-9a-z]{24}\nclient secret {2}amc_[0-9A-Za-z]{36}\n$/);
    const words = ['--grants', 'password', '--scopes', 'customers:read'];
    const made = await line.json('client', 'create', 'night run', '--org', 'CEKLENDER1', ...words);
    assert.match(String(made['secret']), /^amc_/);
    assert.deepEqual([made['grantTypes'], made['scopes']], [['password'], ['customers:read']]);
    const list = await line.run('client', 'list', '--org', 'CEKLENDER1');
    assert.equal(list.stdout.includes('amc_'), false);
    assert.match(list.stdout, /CEKLENDER1 +night run +valid/);
  });

  test('client revoke ends it, and client list tells', async () => {
    const { id } = await line.json('client', 'create', 'short-lived');
    const revoked = await line.run('client', 'revoke', String(id));
    assert.equal(revoked.stdout, `Revoked ${String(id)} (short-lived) of CEKROOT000.\n`);
    assert.match((await line.run('client', 'list')).stdout, /short-lived +revoked/);
    const unknown = await line.run('client', 'revoke', 'cli_unknown');
    assert.deepEqual(unknown, { code: 1, stdout: '', stderr: 'amend: There is no such client.\n' });
  });

  test('client create refuses an unknown scope and grant type', async () => {
    const refused = await line.run('client', 'create', 'x', '--scopes', 'all', '--grants', 'implicit');
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /scopes must be among .*\namend: grantTypes must be among password, client_credentials/,
    );
  });

  test('user list and client list say where there is nothing', async () => {
    await line.run('org', 'create', '--code', 'CEKEMPTY01', '--name', 'Empty');
    assert.match((await line.run('user', 'list', '--org', 'CEKEMPTY01')).stdout, /^There are no users\./);
    assert.match((await line.run('client', 'list', '--org', 'CEKEMPTY01')).stdout, /^There are no clients\./);
  });
});
