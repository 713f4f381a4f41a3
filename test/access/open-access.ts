import { randomBytes } from 'node:crypto';
import { createAccess } from '../../src/access/access.ts';
import type { Access } from '../../src/access/access.ts';
import type { Organization } from '../../src/access/principal.ts';
import { accessStores } from '../../src/store/access-stores.ts';
import { Database } from '../../src/store/database.ts';
import type { Tx } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

export interface OpenAccess extends AsyncDisposable {
  readonly database: Database;
  readonly access: Access<Tx>;
  /** What the clock says; a test moves it. */
  readonly time: { now: Date };
  readonly warnings: string[];
  /** Makes an organization below the given one (the root when left out). */
  organization(code: string, parent?: Organization): Promise<Organization>;
}

/** The room on a database of its own, with a clock that stands still. */
export async function openAccess({ organizationDepthMax = 8 } = {}): Promise<OpenAccess> {
  const empty = await createTestDatabase();
  const database = new Database({
    connectionString: empty.connectionString,
    poolSize: 6,
    lockWaitMs: 2000,
    onIdleError: () => undefined,
  });
  const time = { now: new Date('2026-05-04T10:00:00Z') };
  const warnings: string[] = [];
  const access = createAccess<Tx>({
    stores: accessStores(database),
    transact: (work) => database.transact(work),
    note: (work) => database.transact(work, { durable: false }),
    random: randomBytes,
    clock: () => time.now,
    log: { warn: (_details, message) => warnings.push(message) },
    organizationDepthMax,
    passwordHashesAtOnceMax: 2,
    sessionHours: 12,
    sessionIdleMinutes: 120,
    passwordCost: { log2N: 4, r: 8, p: 1 },
  });
  return {
    database,
    access,
    time,
    warnings,
    async organization(code, parent) {
      return database.transact(async (tx) => {
        const caller = parent ?? (await access.root(tx));
        return access.organizations.create(tx, { caller, code, name: `The ${code}` });
      });
    },
    async [Symbol.asyncDispose]() {
      await access[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    },
  };
}
