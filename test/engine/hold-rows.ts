import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { ListRef } from '../../src/engine/ports.ts';
import type { Reader } from '../../src/store/database.ts';

/** Another writer: one open transaction on a connection of its own, rolled back when it is disposed of. */
export interface OtherWriter extends AsyncDisposable {
  query(statement: string, values?: readonly unknown[]): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export async function otherWriter(connectionString: string): Promise<OtherWriter> {
  const client = new Client({ connectionString, application_name: 'other writer' });
  await client.connect();
  await client.query('begin');
  return {
    async query(statement, values = []) {
      await client.query(statement, [...values]);
    },
    async commit() {
      await client.query('commit');
    },
    async rollback() {
      await client.query('rollback');
    },
    async [Symbol.asyncDispose]() {
      await client.end();
    },
  };
}

/** Another writer that holds these customers' rows. */
export async function holdRows(
  connectionString: string,
  { organizationId, listId }: ListRef,
  keys: readonly string[],
): Promise<OtherWriter> {
  const writer = await otherWriter(connectionString);
  await writer.query(
    'select 1 from customers where organization_id = $1 and list_id = $2 and key = any ($3) for update',
    [organizationId, listId, keys],
  );
  return writer;
}

const waitSecondsMax = 20;

/** Returns the backends of Amend that wait for a lock, once there are so many. */
export async function untilWaiting(reader: Reader, backends: number): Promise<number[]> {
  const deadline = performance.now() + waitSecondsMax * 1000;
  for (;;) {
    const { rows } = await reader.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and application_name = 'amend' and wait_event_type = 'Lock'`,
    );
    if (rows.length >= backends) return rows.map(({ pid }) => pid);
    assert.ok(performance.now() < deadline, `${rows.length} of ${backends} backends wait for a lock`);
  }
}
