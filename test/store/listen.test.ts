import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../src/store/database.ts';
import { listen } from '../../src/store/listen.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('listening to notifications', () => {
  let cloned: TestDatabase;
  let database: Database;
  before(async () => {
    cloned = await createTestDatabase();
    const { connectionString } = cloned;
    database = new Database({ connectionString, poolSize: 2, lockWaitMs: 2000, onIdleError: () => undefined });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await cloned[Symbol.asyncDispose]();
  });

  const ring = () => database.query('select pg_notify($1, $2)', ['Bell "1"', '']);
  const connections = async (): Promise<number> =>
    (await database.query(`select 1 from pg_stat_activity where query like 'listen%' and datname = current_database()`))
      .rowCount;

  test('hears each message, and once it listens whatever may have come before', async () => {
    const ear = new Ear(cloned.connectionString);
    await ear.more(0);
    const before = ear.heard;
    await ring();
    await ear.more(before);
    await ear[Symbol.asyncDispose]();
    assert.equal(await connections(), 0);
  });

  test('goes on after its connection broke', async () => {
    const ear = new Ear(cloned.connectionString);
    await using running = new AsyncDisposableStack();
    running.use(ear);
    await ear.more(0);
    const before = ear.heard;
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
    );
    await ear.more(before);
    const again = ear.heard;
    await ring();
    await ear.more(again);
  });

  test('ends though the database was never there', async () => {
    const ear = new Ear('postgres://nobody@127.0.0.1:1/none');
    await ear[Symbol.asyncDispose]();
  });
});

/** Listens, and counts what it hears. */
class Ear implements AsyncDisposable {
  heard = 0;
  readonly #listening: AsyncDisposable;

  constructor(connectionString: string) {
    this.#listening = listen({ connectionString, channel: 'Bell "1"', onMessage: () => void (this.heard += 1) });
  }

  /** Comes back when it has heard more than that. */
  async more(than: number): Promise<void> {
    const end = performance.now() + 10_000;
    while (this.heard <= than) {
      await delay(5);
      assert.ok(performance.now() < end, `heard ${this.heard} messages`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening[Symbol.asyncDispose]();
  }
}
