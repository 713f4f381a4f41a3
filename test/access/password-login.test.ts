import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Passwords } from '../../src/access/passwords.ts';
import { PasswordLogin } from '../../src/access/password-login.ts';
import { Database } from '../../src/store/database.ts';
import type { Tx } from '../../src/store/database.ts';
import { userStore } from '../../src/store/users.ts';
import { wrongPasswordStore } from '../../src/store/wrong-passwords.ts';
import { type OAuthRoom, oauthRoom, password } from './oauth/oauth-room.ts';

const minute = 60_000;

describe('a login', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  const login = async (email: string, typed: string) =>
    (await room.access.login.run({ email, password: typed }, async (_tx, user) => user.id)) !== null;
  const wrong = async (email: string, times: number) => {
    for (let time = 0; time < times; time += 1) assert.equal(await login(email, 'wrong'), false);
  };

  test('lets the user in with his password and no other', async () => {
    const { email } = await room.user();
    assert.equal(await login(email, password), true);
    assert.equal(await login(email, `${password} `), false);
    assert.equal(await login('nobody@lender.example', password), false);
    assert.equal(await login('no address\0', password), false);
  });

  test('is locked for 15 minutes by five wrong passwords, and then five more are needed', async () => {
    const { email } = await room.user();
    await wrong(email, 4);
    assert.equal(await login(email, password), true);
    await wrong(email, 1);
    assert.equal(await login(email, password), false);
    room.pass(15 * minute - 1);
    assert.equal(await login(email, password), false);
    room.pass(1);
    assert.equal(await login(email, password), true);
    await wrong(email, 4);
    assert.equal(await login(email, password), true);
  });

  test('stays locked no longer for those who knock meanwhile', async () => {
    const { email } = await room.user();
    await wrong(email, 5);
    for (let time = 0; time < 6; time += 1) {
      room.pass(2 * minute);
      assert.equal(await login(email, 'wrong'), false);
    }
    room.pass(3 * minute);
    assert.equal(await login(email, password), true);
  });

  test('counts the wrong passwords of the last 15 minutes alone', async () => {
    const { email } = await room.user();
    for (let time = 0; time < 8; time += 1) {
      await wrong(email, 1);
      room.pass(4 * minute);
    }
    assert.equal(await login(email, password), true);
    await wrong(email, 2);
    assert.equal(await login(email, password), false);
  });

  test('counts an address however it is written, and one that nobody has as well', async () => {
    const { email } = await room.user();
    for (const written of [email, email.toUpperCase(), email, email, email]) await wrong(written, 1);
    assert.equal(await login(email, password), false);
    await wrong('later@lender.example', 5);
    await room.user({ email: 'later@lender.example' });
    assert.equal(await login('later@lender.example', password), false);
    room.pass(15 * minute);
    assert.equal(await login('later@lender.example', password), true);
  });

  test('is locked in every process, and after a restart', async () => {
    const { email } = await room.user();
    await wrong(email, 5);
    const passwords = new Passwords({ random: () => new Uint8Array(16), atOnceMax: 1 });
    const other = new PasswordLogin<Tx>({
      users: userStore(room.database),
      wrongPasswords: wrongPasswordStore(),
      passwords,
      transact: (work) => room.database.transact(work),
      clock: () => room.time.now,
    });
    assert.equal(await other.run({ email, password }, async () => true), null);
  });

  test('counts all of those that are tried at the same time', async () => {
    const { email } = await room.user();
    const tried = await Promise.all(Array.from({ length: 12 }, () => login(email, 'wrong')));
    assert.deepEqual(new Set(tried), new Set([false]));
    assert.equal(await login(email, password), false);
  });

  test('of a disabled user is refused until he is enabled', async () => {
    const { email, publicId: user } = await room.user();
    const change = { top: room.lender, user, granter: new Set<never>() };
    await room.access.users.change({ ...change, disabled: true });
    assert.equal(await login(email, password), false);
    await room.access.users.change({ ...change, disabled: false });
    assert.equal(await login(email, password), true);
  });

  test('asks the same for an unknown address, a wrong password, a locked and a disabled user', async () => {
    const users = await Promise.all([room.user(), room.user(), room.user()]);
    const [known = '', locked = '', disabled = ''] = users.map(({ email }) => email);
    await wrong(locked, 5);
    await room.access.users.change({ top: room.lender, user: disabled, granter: new Set(), disabled: true });
    await wrong('somebody@lender.example', 1);
    await wrong(known, 1);
    const traces = new Set<string>();
    for (const [email, typed] of [
      ['somebody@lender.example', password],
      [known, 'wrong'],
      [locked, 'wrong'],
      [locked, password],
      [disabled, password],
    ] as const) {
      traces.add(JSON.stringify(await traceOf(room.database, { email, typed, now: room.time.now })));
    }
    assert.equal(traces.size, 1, [...traces].join('\n'));
    assert.match([...traces][0] ?? '', /select u\.id.*hashed.*for update.*insert into wrong_passwords.*rows: 1/s);
  });
});

/** What a login asks and in which order, and how many rows it writes. */
async function traceOf(database: Database, { email, typed, now }: { email: string; typed: string; now: Date }) {
  const trace: string[] = [];
  const passwords = new Passwords({ random: () => new Uint8Array(16), atOnceMax: 1, cost: { log2N: 4, r: 8, p: 1 } });
  const login = new PasswordLogin<Tx>({
    users: userStore({
      query: (text, values) => {
        trace.push(text);
        return database.query(text, values);
      },
    }),
    wrongPasswords: wrongPasswordStore(),
    passwords: {
      verify: (text, stored) => {
        trace.push('hashed');
        return passwords.verify(text, stored);
      },
    },
    transact: (work) =>
      database.transact((tx) =>
        work({
          ...tx,
          async query<Row>(text: string, values?: readonly unknown[]) {
            trace.push(text);
            const result = await tx.query<Row>(text, values);
            if (!text.startsWith('select')) trace.push(`rows: ${result.rowCount}`);
            return result;
          },
        }),
      ),
    clock: () => now,
  });
  assert.equal(await login.run({ email, password: typed }, async () => true), null);
  return trace;
}
