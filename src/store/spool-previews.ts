import type { Change, Outcome } from '../engine/records.ts';
import type { SpoolRef } from '../uploads/ports.ts';
import type { Previews } from '../uploads/preview-ports.ts';
import { findLine, writePacks } from './change-lines.ts';
import type { Database } from './database.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { pack, packTextAside, unpack, unpackText } from './packed.ts';
import { writeClaimed } from './spool/store-packs.ts';

/** Previews in the table `spool_previews`, a row a chunk. They are made again from the spool, so none has to be on disk. */
export function spoolPreviews(database: Database): Previews {
  return {
    async write(claim, chunk, { outcomes, versions, changes }) {
      const which = [claim.organizationId, claim.uploadId, chunk];
      const packed = await packTextAside(textOf(changes));
      const values = [...which, packOutcomes(outcomes), pack([...versions]), packed];
      await writeClaimed(database, claim, (tx) =>
        tx.query(
          `insert into spool_previews (organization_id, upload_id, chunk, outcomes, versions, changes)
           values ($1, $2, $3, $4, $5, $6)`,
          values,
        ),
      );
    },
    async read({ organizationId, uploadId }, chunk) {
      const { rows } = await database.query<{ outcomes: Buffer; versions: Buffer }>(
        `select outcomes, versions from spool_previews where organization_id = $1 and upload_id = $2 and chunk = $3`,
        [organizationId, uploadId, chunk],
      );
      const [row] = rows;
      if (!row) return null;
      return {
        outcomes: unpackOutcomes(row.outcomes),
        versions: new Map(unpack<[key: string, version: number][]>(row.versions)),
      };
    },
    outcomes: (ref) => readOutcomes(database, ref),
    readChanges: (ref, chunk, keys) => readChanges(database, { ref, chunk, keys }),
  };
}

/** A chunk at a time: a million outcomes are never held at once. */
async function* readOutcomes(
  database: Database,
  { organizationId, uploadId }: SpoolRef,
): AsyncGenerator<readonly Outcome[]> {
  for (let chunk = 0; ; chunk += 1) {
    const { rows } = await database.query<{ outcomes: Buffer }>(
      'select outcomes from spool_previews where organization_id = $1 and upload_id = $2 and chunk = $3',
      [organizationId, uploadId, chunk],
    );
    const [row] = rows;
    if (!row) return;
    yield unpackOutcomes(row.outcomes);
  }
}

/** One pack, whatever its size: a chunk's. */
function textOf(changes: readonly Change[]): string {
  const size = { recordsMax: Math.max(changes.length, 1), bytesMax: Infinity };
  const [whole] = [...writePacks(changes, size)];
  return whole?.text ?? '[]';
}

async function readChanges(
  database: Database,
  { ref, chunk, keys }: { ref: SpoolRef; chunk: number; keys: readonly string[] },
): Promise<Map<string, Change>> {
  const { rows } = await database.query<{ changes: Buffer }>(
    'select changes from spool_previews where organization_id = $1 and upload_id = $2 and chunk = $3',
    [ref.organizationId, ref.uploadId, chunk],
  );
  const [row] = rows;
  const text = row ? unpackText(row.changes) : '[]';
  const found = new Map<string, Change>();
  for (const key of keys) {
    const change = findLine(text, key);
    if (change) found.set(key, change);
  }
  return found;
}
