import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/store/database.ts';
import { type ServiceProcess, startServiceProcess } from '../../acceptance/service-process.ts';
import { createTestDatabase } from '../../postgres.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { type Answer, client, type Tenant, tenantMaker } from '../../tenant.ts';

/** A server process that will die, and room for others beside it, on one database and one file store. */
export interface Pair extends AsyncDisposable {
  readonly database: Database;
  readonly connectionString: string;
  readonly first: ServiceProcess;
  /** Calls the first. */
  readonly lender: Tenant;
  startAnother(): Promise<ServiceProcess>;
  /** Customers of a list by their version. */
  versions(list: string): Promise<{ version: number; customers: number }[]>;
}

/** Chunks so small that a batch has several, one of which a test can hold up; all else is standard. */
const environment = {
  AMEND_LOCK_WAIT_MS: '60000',
  AMEND_CHUNK_RECORDS_MAX: '1000',
  AMEND_FILE_CHUNK_RECORDS_MAX: '1000',
  AMEND_FILE_CHUNKS_AT_ONCE_MAX: '1',
};

export async function openPair(): Promise<Pair> {
  await using opened = new AsyncDisposableStack();
  const { connectionString } = opened.use(await createTestDatabase());
  const { path: files } = opened.use(await temporaryDirectory());
  const database = opened.use(
    new Database({ connectionString, poolSize: 2, lockWaitMs: 2000, onIdleError: () => undefined }),
  );
  const start = (): Promise<ServiceProcess> =>
    startServiceProcess(connectionString, { ...environment, AMEND_FILES: files });
  const first = opened.use(await start());
  const lender = await tenantMaker(client(first.url, await first.administratorToken()), first.url)();
  const kept = opened.move();
  return {
    database,
    connectionString,
    first,
    lender,
    startAnother: async () => kept.use(await start()),
    async versions(list) {
      const { rows } = await database.query<{ version: number; customers: number }>(
        `select c.version, count(*) as customers
         from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
         where l.public_id = $1 group by c.version order by c.version`,
        [list],
      );
      return rows;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A dead process counts as dead after 15 s, and what it ran is another's by then. */
const aliveMsMax = 60_000;
const pollMs = 200;

/** Retries, as a client with an Idempotency-Key does, for as long as the dead process is thought to be at work. */
export async function untilNoConflict<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  const deadline = performance.now() + aliveMsMax;
  for (;;) {
    const answer = await send();
    if (answer.status !== 409 || performance.now() > deadline) return answer;
    await delay(pollMs);
  }
}
