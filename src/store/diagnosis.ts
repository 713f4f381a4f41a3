import type { Reader } from './database.ts';

/** What `amend doctor` wants to know of a PostgreSQL server. */
export interface ServerFacts {
  /** E.g. `18.4`. */
  readonly version: string;
  readonly versionNumber: number;
  /** The settings that keep what was answered as done, by PostgreSQL's names. */
  readonly settings: Readonly<Record<ServerSetting, string>>;
}
export const serverSettingNames = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'] as const;
export type ServerSetting = (typeof serverSettingNames)[number];

/** Reads the server's version and settings. */
export async function readServerFacts(reader: Reader): Promise<ServerFacts> {
  const { rows } = await reader.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name = any($1)`,
    [['server_version', 'server_version_num', ...serverSettingNames]],
  );
  const values = new Map(rows.map(({ name, setting }) => [name, setting]));
  const settings = serverSettingNames.map((name) => [name, values.get(name) ?? 'unknown']);
  return {
    version: values.get('server_version') ?? 'unknown',
    versionNumber: Number(values.get('server_version_num') ?? 0),
    settings: Object.fromEntries(settings) as Record<ServerSetting, string>,
  };
}

/** What runs, and what should not. */
export interface Activity {
  readonly processesAlive: number;
  readonly processesDead: number;
  /** Batches of an owner that lives. */
  readonly running: number;
  /** Batches whose owner is dead, which a live process will settle. */
  readonly abandoned: number;
  /** Batches that wait for a retry with their idempotency key. */
  readonly interrupted: number;
  /** Connections to this database that have left a transaction open for a minute or more. */
  readonly idleInTransaction: number;
}

/** Reads what runs on the database. */
export async function readActivity(reader: Reader, deadAfterMs: number): Promise<Activity> {
  const { rows } = await reader.query<Activity>(
    `with alive as (select id from processes where seen_at >= now() - $1 * interval '1 millisecond'),
       unfinished as (select state, owner in (select id from alive) as owned from batches
         where state in ('queued', 'running', 'interrupted'))
     select (select count(*) from alive) as "processesAlive",
       (select count(*) from processes) - (select count(*) from alive) as "processesDead",
       (select count(*) from unfinished where state <> 'interrupted' and owned) as running,
       (select count(*) from unfinished where state <> 'interrupted' and owned is not true) as abandoned,
       (select count(*) from unfinished where state = 'interrupted') as interrupted,
       (select count(*) from pg_stat_activity where datname = current_database()
         and state like 'idle in transaction%' and state_change < now() - interval '1 minute') as "idleInTransaction"`,
    [deadAfterMs],
  );
  const [activity] = rows;
  if (activity === undefined) throw new Error('select without from gave no row');
  return activity;
}
