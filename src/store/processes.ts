/** Server processes: each writes a heartbeat, so that the others know whose batches nobody runs any more. */
import type { Database } from './database.ts';

/** Registers this process and returns its id, which owns the batches and claims that it runs. */
export async function registerProcess(database: Database): Promise<number> {
  return database.transact(async (tx) => {
    const { rows } = await tx.query<{ id: number }>('insert into processes default values returning id');
    const [row] = rows;
    if (!row) throw new Error('insert … returning gave no row');
    return row.id;
  });
}

/** Writes the heartbeat. A row that was swept while this process was stalled is written again. */
export async function beat(database: Database, id: number): Promise<void> {
  await database.transact(
    (tx) =>
      tx.query(
        'insert into processes (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = now()',
        [id],
      ),
    { durable: false },
  );
}

/** Says that this process ends in order, so that nobody waits for its heartbeat to grow old. */
export async function leave(database: Database, id: number): Promise<void> {
  await database.transact((tx) => tx.query('delete from processes where id = $1', [id]));
}

/** Forgets processes that died, once nothing names them. */
export async function forgetDeadProcesses(database: Database, deadAfterMs: number): Promise<void> {
  await database.transact((tx) =>
    tx.query(
      `delete from processes p where seen_at < now() - $1 * interval '1 millisecond'
       and not exists (select 1 from batches b where b.owner = p.id and b.state in ('queued', 'running', 'interrupted'))`,
      [deadAfterMs],
    ),
  );
}
