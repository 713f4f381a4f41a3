import type { Spool } from '../../uploads/ports.ts';
import type { Database } from '../database.ts';
import { openRecords } from './run-reader.ts';
import type { RunSize } from './run-buffer.ts';
import { cellWriter, findIndexes, findRows, readCells } from './spool-cells.ts';
import { noteWriter, readNotes } from './spool-notes.ts';
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
      const { organizationId, uploadId } = claim;
      const checks = ['spool_notes', 'spool_records', 'spool_previews'];
      const tables = what === 'all' ? ['spool_cells', ...checks] : checks;
      await writeClaimed(database, claim, async (tx) => {
        for (const table of tables) {
          await tx.query(`delete from ${table} where organization_id = $1 and upload_id = $2`, [
            organizationId,
            uploadId,
          ]);
        }
      });
    },
    cellWriter: (claim, name) => cellWriter(database, claim, name),
    readCells: (ref, name, from) => readCells(database, ref, { name, from }),
    findRows: async (ref, name, indexes) => findRows(database, ref, { name, indexes }),
    findIndexes: async (ref, name, rows) => findIndexes(database, ref, { name, rows }),
    noteWriter: (claim, name) => noteWriter(database, claim, name),
    readNotes: async (ref, name, range) => readNotes(database, ref, { name, ...range }),
    recordWriter: (claim) => recordWriter(database, claim, size),
    records: async (ref) => openRecords(database, ref),
  };
}
