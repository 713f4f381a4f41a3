import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { startTestServer } from './test-servers.ts';
import type { TestServer } from './test-servers.ts';

/** An empty, migrated database of one test file's own; disposing of it drops it, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly connectionString: string;
}

interface TestDatabaseOptions {
  /** The connection string of the server, where it is not the embedded one: `postgres15()` gives one. */
  readonly server?: string;
}

/** Clones the migrated template. In `before`, or with `await using` in a test. */
export async function createTestDatabase({ server }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const own = server === undefined ? await useServer() : { url: server, release: () => Promise.resolve() };
  const url = new URL(own.url);
  const template = url.pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Its files are copied, which takes a tenth of the time that writing them to the log does (17 ms, not 165).
  await administer(own.url, `create database ${name} template ${template} strategy file_copy`);
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    async [Symbol.asyncDispose]() {
      await administer(own.url, `drop database if exists ${name} with (force)`);
      await own.release();
    },
  };
}

/** A PostgreSQL 15, the oldest that is supported; or why there is none here: the reason to skip with. */
export function postgres15(): { server: string; missing?: never } | { server?: never; missing: string } {
  const server = process.env['TEST_POSTGRES_15_URL'];
  if (server !== undefined) return { server };
  return { missing: process.env['TEST_POSTGRES_15_MISSING'] ?? 'PostgreSQL 15 is started by `npm test -- FILE` only' };
}

/** A server started by this process, for a file that is run alone (`node --test FILE`), while databases on it are in use. */
let alone: { server: Promise<TestServer>; users: number } | undefined;

async function useServer(): Promise<{ url: string; release: () => Promise<void> }> {
  const running = process.env['TEST_POSTGRES_URL'];
  if (running !== undefined) return { url: running, release: () => Promise.resolve() };
  const used = (alone ??= { server: startTestServer(), users: 0 });
  used.users++;
  const server = await used.server;
  return {
    url: server.connectionString,
    async release() {
      if (--used.users > 0) return;
      alone = undefined;
      await server[Symbol.asyncDispose]();
    },
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
