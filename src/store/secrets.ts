import type { Database } from './database.ts';

/**
 * A key of the service itself, made when it is first asked for. Processes that start at the same moment get the same
 * one: whoever comes second finds the row of the first.
 */
export async function serviceSecret(database: Database, name: string, make: () => Uint8Array): Promise<Uint8Array> {
  return database.transact(async (tx) => {
    await tx.query('insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing', [name, make()]);
    const { rows } = await tx.query<{ value: Buffer }>('select value from secrets where name = $1', [name]);
    const [row] = rows;
    if (!row) throw new Error(`The secret ${name} is not there though it was just made.`);
    return row.value;
  });
}
