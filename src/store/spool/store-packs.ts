import { Fenced } from '../../engine/ports.ts';
import type { SpoolClaim } from '../../uploads/ports.ts';
import type { Database, Tx } from '../database.ts';
import { copyRows, int4, int8 } from './copy-rows.ts';

/** A table of the spool, and its columns behind those that say whose it is. */
export interface SpoolTable {
  readonly name: 'spool_cells' | 'spool_notes' | 'spool_records' | 'spool_changes';
  readonly columns: string;
}

/** Stores packs in a transaction of their own. Not durable by itself: the commit that ends the check carries it to disk. */
export async function storePacks(
  database: Database,
  claim: SpoolClaim,
  { table: { name, columns }, rows }: { table: SpoolTable; rows: readonly (readonly Buffer[])[] },
): Promise<void> {
  await writeClaimed(database, claim, (tx) => copyPacks(tx, claim, { table: { name, columns }, rows }));
}

/** The same in the caller's transaction. */
export async function copyPacks(
  tx: Tx,
  { organizationId, uploadId, revision }: SpoolClaim,
  { table: { name, columns }, rows }: { table: SpoolTable; rows: readonly (readonly Buffer[])[] },
): Promise<void> {
  // What was read belongs to no check.
  const isChecked = name !== 'spool_cells';
  const which = [int8(organizationId), int8(uploadId), ...(isChecked ? [int4(revision)] : [])];
  const whose = `organization_id, upload_id${isChecked ? ', generation' : ''}`;
  const data = copyRows(rows.map((values) => [...which, ...values]));
  await tx.copyIn(`copy ${name} (${whose}, ${columns}) from stdin (format binary)`, data);
}

/** Writes while the claim holds: until the commit nobody changes the upload or takes it up. Throws `Fenced` when it is lost. */
export async function writeClaimed<T>(
  database: Database,
  { organizationId, uploadId, revision }: SpoolClaim,
  write: (tx: Tx) => Promise<T>,
): Promise<T> {
  return database.transact(
    async (tx) => {
      const { rowCount } = await tx.query(
        `select 1 from uploads where organization_id = $1 and id = $2 and revision = $3 and state = 'reading' for share`,
        [organizationId, uploadId, revision],
      );
      if (rowCount !== 1) throw new Fenced('taken over');
      return write(tx);
    },
    { durable: false },
  );
}
