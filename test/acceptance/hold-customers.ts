import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Client } from 'pg';
import type { Reader } from '../../src/store/database.ts';

/** Another writer that holds rows until it is released or disposed of. */
export interface Held extends AsyncDisposable {
  release(): Promise<void>;
}

/** Holds customers' rows from a connection of its own, in an open transaction. */
export async function holdCustomers(
  connectionString: string,
  campaignId: string,
  keys: readonly string[],
): Promise<Held> {
  const client = await begin(connectionString);
  const { rowCount } = await client.query(
    `select 1 from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
     where l.public_id = $1 and c.key = any ($2) for update of c`,
    [campaignId, keys],
  );
  assert.equal(rowCount, keys.length, 'all rows are held');
  return held(client);
}

/** Lets nobody write to a table. */
export async function holdTable(connectionString: string, table: string): Promise<Held> {
  const client = await begin(connectionString);
  await client.query(`lock table ${table} in exclusive mode`);
  return held(client);
}

async function begin(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, application_name: 'another writer' });
  // The database may go away under it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  return client;
}

function held(client: Client): Held {
  return {
    release: async () => void (await client.query('rollback')),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const waitMsMax = 20_000;

/** Comes back once so many of the service's connections wait for a row. */
export async function untilWaiting(reader: Pick<Reader, 'query'>, connections: number): Promise<void> {
  await until(`${connections} connections wait for a lock`, async () => {
    const { rows } = await reader.query(
      `select 1 from pg_stat_activity
       where datname = current_database() and application_name = 'amend' and wait_event_type = 'Lock'`,
    );
    return rows.length >= connections;
  });
}

/** Asks again until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waitMsMax;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `not in time: ${what}`);
    // Whoever only looks at a number would otherwise keep everybody from changing it.
    await setImmediate();
  }
}
