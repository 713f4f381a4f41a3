import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type BackgroundFiles, backgroundFiles } from '../../src/background-files.ts';
import type { FileWork } from '../../src/jobs/file-work.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

export interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** A service's background work with the fixture thread, on a database of its own with the table `worked`. */
export interface OpenBackground extends AsyncDisposable {
  readonly files: BackgroundFiles;
  readonly database: Database;
  readonly connectionString: string;
  readonly log: Logged[];
  send(uploadId: string): Promise<void>;
  /** What was done, in order: `begin upl_1`. */
  worked(): Promise<string[]>;
  /** Comes back when all of it was done. */
  until(...lines: readonly string[]): Promise<void>;
}

const entry = new URL('./fixtures/file-thread.ts', import.meta.url);

export async function openBackground(): Promise<OpenBackground> {
  await using opened = new AsyncDisposableStack();
  const { connectionString } = opened.use(await createTestDatabase());
  const database = opened.use(
    new Database({ connectionString, poolSize: 4, lockWaitMs: 2000, onIdleError: () => undefined }),
  );
  await database.query('create table worked (id int generated always as identity, owner int, upload text, what text)');
  const settings = { ...readSettings({}), processHeartbeatMs: 500, processDeadAfterMs: 1_000 };
  const log: Logged[] = [];
  const at = (level: Logged['level']) => (fields: object, message: string) => void log.push({ level, fields, message });
  const logger = { info: at('info'), warn: at('warn'), error: at('error') };
  const files = opened.use(backgroundFiles({ settings, connectionString, database, log: logger, entry }));
  let lists = 0;
  const kept = opened.move();
  const worked = async (): Promise<string[]> => {
    const { rows } = await database.query<{ line: string }>(
      `select what || ' ' || upload as line from worked order by id`,
    );
    return rows.map(({ line }) => line);
  };
  return {
    files,
    database,
    connectionString,
    log,
    worked,
    async send(uploadId) {
      const work: FileWork = { organizationId: 7, listId: (lists += 1), uploadId, step: 'apply' };
      await database.transact((tx) => files.queue.send(tx, work));
    },
    async until(...lines) {
      for (const end = performance.now() + 60_000; ; await delay(20)) {
        const all = await worked();
        if (lines.every((line) => all.includes(line))) return;
        assert.ok(performance.now() < end, `${lines.join(', ')} is missing: ${all.join(', ')}`);
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
