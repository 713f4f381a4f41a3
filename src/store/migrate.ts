import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Database, Reader, Tx } from './database.ts';

const folder = new URL('migrations/', import.meta.url);
/** Any number; all of Amend's processes use this one, so that only one of them migrates at a time. */
const advisoryLock = 4_127_031_805;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

interface Watch {
  /** Milliseconds without a heartbeat after which a process is dead. */
  readonly deadAfterMs: number;
  /** Told, in a sentence, of processes that run on the database as it was, right before it is migrated. */
  readonly warn: (sentence: string) => void;
}

/** Applies the migrations that the database lacks, all in one transaction, and returns their names. */
export async function migrate(database: Database, watch: Watch | null = null): Promise<string[]> {
  const migrations = readMigrations();
  return database.transact(
    async (tx) => {
      await tx.query('set local lock_timeout = 0');
      await tx.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
      const applied = await appliedMigrations(tx);
      refuseForeign(migrations, applied);
      const missing = migrations.filter(({ name }) => !applied.has(name));
      if (watch !== null && missing.length > 0 && applied.size > 0) await warnOfOlder(tx, watch);
      for (const { name, text, checksum } of missing) {
        await tx.query(text);
        await tx.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum]);
      }
      return missing.map(({ name }) => name);
    },
    { patient: true },
  );
}

/** They were started before these migrations, and do not know of them. */
async function warnOfOlder(tx: Tx, { deadAfterMs, warn }: Watch): Promise<void> {
  const { rows } = await tx.query<{ alive: number }>(
    `select count(*) as alive from processes where seen_at >= now() - $1 * interval '1 millisecond'`,
    [deadAfterMs],
  );
  const alive = rows[0]?.alive ?? 0;
  if (alive === 0) return;
  warn(
    `The database is migrated while ${alive} processes of an older Amend run on it (or ended within the last ` +
      `${deadAfterMs / 1_000} seconds without saying so): stop every process before an upgrade, and start them again after it.`,
  );
}

/** Names of the migrations that the database lacks. Writes nothing. */
export async function pendingMigrations(database: Reader): Promise<string[]> {
  const { rows } = await database.query<{ exists: boolean }>(`select to_regclass('migrations') is not null as exists`);
  if (rows[0]?.exists !== true) return readMigrations().map(({ name }) => name);
  const { rows: applied } = await database.query<{ name: string }>('select name from migrations');
  const names = new Set(applied.map(({ name }) => name));
  return readMigrations()
    .map(({ name }) => name)
    .filter((name) => !names.has(name));
}

async function appliedMigrations(tx: Tx): Promise<Map<string, string>> {
  await tx.query(
    'create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  const { rows } = await tx.query<{ name: string; checksum: string }>('select name, checksum from migrations');
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** A database of a newer Amend, or one whose migrations were edited, is not touched. */
function refuseForeign(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new Error(
        `The database was migrated by a newer Amend (it has ${name}); start that version, or a newer one.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new Error(`Migration ${name} differs from the one that made this database; restore the file.`);
    }
  }
}

function readMigrations(): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
  });
}
