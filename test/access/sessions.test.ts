import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import type { BegunSession } from '../../src/access/sessions.ts';
import { scopes } from '../../src/access/principal.ts';
import { sweepAccess } from '../../src/store/access-tokens.ts';
import { type OAuthRoom, oauthRoom, password } from './oauth/oauth-room.ts';

const minutes = 60_000;
const hours = 60 * minutes;

describe('a session', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  const newToken = (expires?: string) =>
    room.database.transact((tx) =>
      room.access.tokens.create(tx, { organization: room.lender, name: 'desk', granter: new Set(scopes), expires }),
    );
  const begin = async () => room.access.sessions.beginWithToken((await newToken()).secret);
  const isAlive = async ({ secret }: BegunSession) => (await room.access.sessions.authenticate(secret)) !== null;
  /** Uses it, until that is written. */
  async function use(begun: BegunSession): Promise<void> {
    assert.ok(await isAlive(begun));
    const written = async () => {
      const { rows } = await room.database.query<{ at: Date }>(
        'select last_used_at as at from sessions where id = $1',
        [begun.session.id],
      );
      return rows[0]?.at.getTime() === room.time.now.getTime();
    };
    const deadline = Date.now() + 10_000;
    while (!(await written())) assert.ok(Date.now() < deadline, 'its use is noted');
  }

  test('ends when it was not used for two hours', async () => {
    const begun = await begin();
    room.pass(2 * hours - 1);
    assert.equal(await isAlive(begun), true);
    const other = await begin();
    room.pass(2 * hours);
    assert.equal(await isAlive(other), false);
  });

  test('that is used goes on for twelve hours and no longer', async () => {
    const begun = await begin();
    for (let hour = 0; hour < 11; hour += 1) {
      room.pass(hours);
      await use(begun);
    }
    room.pass(hours - 1);
    assert.equal(await isAlive(begun), true);
    room.pass(1);
    assert.equal(await isAlive(begun), false);
  });

  test('ends with its token, however much it is used', async () => {
    const begun = await room.access.sessions.beginWithToken((await newToken('1h')).secret);
    room.pass(hours - 1);
    assert.equal(await isAlive(begun), true);
    room.pass(1);
    assert.equal(await isAlive(begun), false);
  });

  test('notes the use of its token, and of its user when he signs in', async () => {
    const token = await newToken();
    const { email, publicId } = await room.user();
    const begun = await room.access.sessions.beginWithToken(token.secret);
    await room.access.sessions.beginWithPassword({ email, password });
    await use(begun);
    const noted = async (): Promise<boolean> => {
      const page = { limit: 200, after: null };
      const { entries: tokens } = await room.access.tokens.list(room.lender, page);
      const { entries: users } = await room.access.users.list(room.lender, page);
      const used = [
        tokens.find((one) => one.publicId === token.publicId)?.lastUsedAt,
        users.find((one) => one.publicId === publicId)?.lastUsedAt,
      ];
      return used.every((at) => at?.getTime() === room.time.now.getTime());
    };
    const deadline = Date.now() + 10_000;
    while (!(await noted())) assert.ok(Date.now() < deadline, 'the uses are noted');
  });

  test('is not begun for a user who is disabled, or given another password, while he signs in', async () => {
    for (const change of [{ disabled: true }, { password: 'four grey herons' }]) {
      const user = await room.user();
      const signingIn = await room.database.transact(async (tx) => {
        await tx.query('select from users where public_id = $1 for update', [user.publicId]);
        const signing = room.access.sessions
          .beginWithPassword({ email: user.email, password })
          .catch((e: unknown) => e);
        await waitsForLock();
        // What `users.change` does, in a transaction that was there first.
        const value = 'password' in change ? { password: 'x' } : { disabled_at: new Date() };
        const [[column, changed] = ['', null]] = Object.entries(value);
        await tx.query(`update users set ${column} = $2 where public_id = $1`, [user.publicId, changed]);
        // In an object, or it would be awaited here, and it waits for this transaction's end.
        return { signing };
      });
      const refused = await signingIn.signing;
      assert.ok(refused instanceof RequestError && refused.code === 'unauthorized', String(refused));
    }
  });

  test('that has expired is swept, a few at a time, and others are not', async () => {
    await room.database.transact((tx) => tx.query('delete from sessions'));
    // The sweep reads the database's own clock.
    room.time.now = new Date(Date.now() - 13 * hours);
    for (let made = 0; made < 3; made += 1) await begin();
    room.time.now = new Date();
    const alive = await begin();
    const sweep = () => room.database.transact((tx) => sweepAccess(tx, 2));
    const left = async () => (await room.database.query('select from sessions')).rowCount;
    assert.deepEqual([await sweep(), await left()], [false, 2]);
    assert.deepEqual([await sweep(), await left()], [true, 1]);
    assert.equal(await isAlive(alive), true);
  });

  async function waitsForLock(): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const { rowCount } = await room.database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rowCount > 0) return;
      assert.ok(Date.now() < deadline, 'somebody waits');
    }
  }
});
