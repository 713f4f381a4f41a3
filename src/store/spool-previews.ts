import type { Outcome } from '../engine/records.ts';
import type { SpoolRef } from '../uploads/ports.ts';
import type { Previews } from '../uploads/preview-ports.ts';
import type { Database, Reader } from './database.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { pack, unpack } from './packed.ts';
import { amendOutcomes, amendPreview } from './spool/amended.ts';
import { ofCheck, whichCheck } from './spool/check-tables.ts';
import { packChanges, readChanges } from './spool/spool-changes.ts';
import { copyPacks, writeClaimed } from './spool/store-packs.ts';

/** Previews in the table `spool_previews`, a row a chunk. They are made again from the spool, so none has to be on disk. */
export function spoolPreviews(database: Database): Previews {
  return {
    ...previewReader(database),
    async write(claim, chunk, { outcomes, versions, changes }) {
      const values = [claim.organizationId, claim.uploadId, claim.revision, chunk];
      const packed = [packOutcomes(outcomes), pack([...versions])];
      const packs = await packChanges(chunk, changes);
      await writeClaimed(database, claim, async (tx) => {
        await tx.query(
          `insert into spool_previews (organization_id, upload_id, generation, chunk, outcomes, versions)
           values ($1, $2, $3, $4, $5, $6)`,
          [...values, ...packed],
        );
        if (packs.rows.length > 0) await copyPacks(tx, claim, packs);
      });
    },
  };
}

/** What is read of them; by a transaction that its caller has open, where it is one. */
export function previewReader(reader: Reader): Omit<Previews, 'write'> {
  return {
    async read(ref, chunk) {
      const { rows } = await reader.query<{ outcomes: Buffer; versions: Buffer }>(
        `select outcomes, versions from spool_previews where ${ofCheck} and chunk = $4`,
        [...whichCheck(ref), chunk],
      );
      const [row] = rows;
      if (!row) return null;
      const versions = new Map(unpack<[key: string, version: number][]>(row.versions));
      return amendPreview({ outcomes: unpackOutcomes(row.outcomes), versions }, ref, chunk);
    },
    outcomes: (ref) => readOutcomes(reader, ref),
    async outcomesOf(ref, chunk) {
      return readChunk(reader, ref, chunk);
    },
    readChanges: async (ref, asked) => readChanges(reader, ref, asked),
  };
}

/** A chunk at a time: a million outcomes are never held at once. */
async function* readOutcomes(reader: Reader, ref: SpoolRef): AsyncGenerator<readonly Outcome[]> {
  for (let chunk = 0; ; chunk += 1) {
    const outcomes = await readChunk(reader, ref, chunk);
    if (!outcomes) return;
    yield outcomes;
  }
}

async function readChunk(reader: Reader, ref: SpoolRef, chunk: number): Promise<readonly Outcome[] | null> {
  const { rows } = await reader.query<{ outcomes: Buffer }>(
    `select outcomes from spool_previews where ${ofCheck} and chunk = $4`,
    [...whichCheck(ref), chunk],
  );
  const [row] = rows;
  return row ? amendOutcomes(unpackOutcomes(row.outcomes), ref, chunk) : null;
}
