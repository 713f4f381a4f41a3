/**
 * The real service for black-box tests: on a database of the test file's own, over HTTP. In this process
 * (`startTestService`), or in one of its own that can be killed (`test/acceptance/service-process.ts`).
 */
import assert from 'node:assert/strict';
import { type Service, startService } from '../src/service.ts';
import { readSettings, type Settings } from '../src/settings/settings.ts';
import { createTestDatabase } from './postgres.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { type Client, client, tenantMaker, type TenantMaker } from './tenant.ts';

export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly connectionString: string;
  /** The service's own way to the database, for what HTTP cannot show. */
  readonly database: Service['database'];
  /** Where its file store is. */
  readonly filesDirectory: string;
  /** The first token: of the root organization, with the scope `admin`. */
  readonly administrator: Client;
  /** Without a token. */
  readonly anybody: Client;
  /** A new organization below the root, and a token of it that may do everything but administer. */
  readonly tenant: TenantMaker;
  /** Called by a test that provokes an unforeseen error: what was logged of them so far. */
  takeErrors(): Logged[];
}

interface Logged {
  readonly details: object;
  readonly message: string;
}

interface TestServiceOptions {
  readonly settings?: Partial<Settings>;
  /** Of an empty database; standard: one of its own, which is dropped in the end. */
  readonly connectionString?: string;
}

/** Disposing fails when the service logged an unforeseen error that no test has taken: no test may pass over a 500. */
export async function startTestService({ settings, ...options }: TestServiceOptions = {}): Promise<TestService> {
  await using started = new AsyncDisposableStack();
  const connectionString = options.connectionString ?? started.use(await createTestDatabase()).connectionString;
  const { path: filesDirectory } = started.use(await temporaryDirectory());
  const errors: Logged[] = [];
  let secret = '';
  const service = started.use(
    await startService({
      settings: testSettings({ files: filesDirectory, ...settings, databaseUrl: connectionString }),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (details, message) => errors.push({ details, message }),
      },
      show: (text) => {
        secret = /amd_\w+/.exec(text)?.[0] ?? '';
      },
    }),
  );
  const administrator = client(service.url, secret);
  const stack = started.move();
  return {
    url: service.url,
    connectionString,
    filesDirectory,
    database: service.database,
    administrator,
    anybody: client(service.url, null),
    tenant: tenantMaker(administrator, service.url),
    takeErrors: () => errors.splice(0),
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
      assert.deepEqual(errors, [], 'the service logged unforeseen errors');
    },
  };
}

/** A second server process, so to speak: another service on the same database. */
export async function startSecondService(first: TestService, settings: Partial<Settings> = {}): Promise<Service> {
  return startService({
    settings: testSettings({ files: first.filesDirectory, ...settings, databaseUrl: first.connectionString }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    show: () => undefined,
  });
}

function testSettings(settings: Partial<Settings>): Settings {
  return { ...readSettings({}), port: 0, requestsPerSecondMax: 1_000_000, ...settings };
}
