import { Database } from '../../../src/store/database.ts';
import { postgresSpool } from '../../../src/store/spool/spool.ts';
import type { RunSize } from '../../../src/store/spool/run-buffer.ts';
import type { Spool, SpoolClaim } from '../../../src/uploads/ports.ts';
import { createTestDatabase } from '../../postgres.ts';

export interface OpenSpool extends AsyncDisposable {
  readonly database: Database;
  readonly spool: Spool;
  /** The right to write to the spool of a new upload. */
  newClaim(organizationId?: number): Promise<SpoolClaim>;
  /** A spool on the same tables, with runs of another size. */
  withRuns(size: RunSize): Spool;
}

export async function openSpool(server?: string): Promise<OpenSpool> {
  const cloned = await createTestDatabase(server === undefined ? {} : { server });
  const { connectionString } = cloned;
  const database = new Database({ connectionString, poolSize: 4, lockWaitMs: 2000, onIdleError: () => undefined });
  return {
    database,
    spool: postgresSpool({ database }),
    newClaim: async (organizationId = 1) => insertUpload(database, organizationId),
    withRuns: (runSize) => postgresSpool({ database, runSize }),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await cloned[Symbol.asyncDispose]();
    },
  };
}

async function insertUpload(database: Database, organizationId: number): Promise<SpoolClaim> {
  const { rows } = await database.query<{ id: number; revision: number }>(
    `insert into uploads (organization_id, public_id, list_id, operation, state, one_step, files, options, expires_at)
     values ($1, 'upl_' || gen_random_uuid(), 1, 'update', 'reading', false, '{}', '{}', now() + interval '1 day')
     returning id, revision`,
    [organizationId],
  );
  const [row] = rows;
  if (!row) throw new Error('no upload was made');
  const { id: uploadId, revision } = row;
  return { organizationId, uploadId, revision, generation: revision };
}
