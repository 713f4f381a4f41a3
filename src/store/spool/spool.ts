import type { Spool, SpoolClaim } from '../../uploads/ports.ts';
import type { Database, Reader, Tx } from '../database.ts';
import { checkTables } from './check-tables.ts';
import { openRecords } from './run-reader.ts';
import type { RunSize } from './run-buffer.ts';
import { cellWriter, findIndexes, findRows, readCells } from './spool-cells.ts';
import { findNotes, noteWriter, readNotes } from './spool-notes.ts';
import { recordWriter, runSize } from './spool-records.ts';
import { writeClaimed } from './store-packs.ts';

interface SpoolOptions {
  readonly database: Database;
  readonly runSize?: RunSize;
}

/** The spool in PostgreSQL: rows of packs, about a thousand rows of a file in each (docs/decisions/0010-uploads.md). */
export function postgresSpool({ database, runSize: size = runSize }: SpoolOptions): Spool {
  return {
    async clear(claim, what) {
      await writeClaimed(database, claim, (tx) => clear(tx, claim, what));
    },
    cellWriter: (claim, name) => cellWriter(database, claim, name),
    noteWriter: (claim, name) => noteWriter(database, claim, name),
    ...spoolReader(database),
    recordWriter: (claim) => recordWriter(database, claim, size),
  };
}

type SpoolReading = Pick<Spool, 'readCells' | 'findRows' | 'findIndexes' | 'readNotes' | 'findNotes' | 'records'>;

/** What is read of spools; by a transaction that its caller has open, where it is one. */
export function spoolReader(reader: Reader): SpoolReading {
  return {
    readCells: (ref, name, from) => readCells(reader, ref, { name, from }),
    findRows: async (ref, name, indexes) => findRows(reader, ref, { name, indexes }),
    findIndexes: async (ref, name, rows) => findIndexes(reader, ref, { name, rows }),
    readNotes: async (ref, name, range) => readNotes(reader, ref, { name, ...range }),
    findNotes: async (ref, name, indexes) => findNotes(reader, ref, { name, indexes }),
    records: async (ref) => openRecords(reader, ref),
  };
}

async function clear(
  tx: Tx,
  { organizationId, uploadId, revision }: SpoolClaim,
  what: 'all' | 'checks',
): Promise<void> {
  if (what === 'all') {
    for (const table of ['spool_cells', ...checkTables]) {
      await tx.query(`delete from ${table} where organization_id = $1 and upload_id = $2`, [organizationId, uploadId]);
    }
    return;
  }
  // What earlier checks left that never came to their end; what is shown stays until this one is through.
  for (const table of checkTables) {
    await tx.query(
      `delete from ${table} where organization_id = $1 and upload_id = $2 and generation <= $3
         and generation <> (select generation from uploads where organization_id = $1 and id = $2)`,
      [organizationId, uploadId, revision],
    );
  }
}
