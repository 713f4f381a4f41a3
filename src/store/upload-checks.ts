import { Fenced } from '../engine/ports.ts';
import type { Checked, CheckStore } from '../uploads/check-ports.ts';
import type { SpoolClaim, SpoolRef } from '../uploads/ports.ts';
import type { Findings, Refusal, Upload } from '../uploads/upload.ts';
import type { Database, Reader, Tx } from './database.ts';
import { packKinds, unpackBytes } from './packed.ts';
import { checkTables } from './spool/check-tables.ts';
import { uploadColumns, uploadOf, type UploadRow, uploadTables } from './upload-row.ts';

interface Options {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
  /** Fields by which a company's customers are found besides their keys. */
  readonly references: readonly string[];
}

/**
 * Where a check of an upload writes what it finds. Each check that begins counts the revision up, and so does each change
 * of the upload: what an earlier one still writes finds no row.
 */
export function uploadChecks(options: Options): CheckStore {
  const { database } = options;
  return {
    begin: async (ref) => database.transact((tx) => begin(tx, ref, options)),
    progress: async (claim, at) => database.transact((tx) => writeProgress(tx, claim, at), { durable: false }),
    saveChecked: async (claim, checked) => database.transact((tx) => saveChecked(tx, claim, checked)),
    saveRefused: async (claim, refused) => database.transact((tx) => saveRefused(tx, claim, refused)),
    readKinds: async (ref) => readKinds(database, ref),
  };
}

/** Of an upload that was checked. */
export async function readKinds(reader: Reader, { organizationId, uploadId }: SpoolRef): Promise<Uint8Array> {
  const { rows } = await reader.query<{ kinds: Buffer | null }>(
    'select kinds from uploads where organization_id = $1 and id = $2',
    [organizationId, uploadId],
  );
  const packed = rows[0]?.kinds;
  if (!packed) throw new Error('an upload that was not checked has no kinds');
  return unpackBytes(packed);
}

async function begin(
  tx: Tx,
  { organizationId, uploadId }: SpoolRef,
  { owner, references }: Options,
): Promise<{ upload: Upload; claim: SpoolClaim | null } | null> {
  await tx.query(
    `update uploads set owner = $3, revision = revision + 1, progress = null
     where organization_id = $1 and id = $2 and state = 'reading'`,
    [organizationId, uploadId, owner],
  );
  const { rows } = await tx.query<UploadRow>(
    `select ${uploadColumns} from ${uploadTables} where u.organization_id = $1 and u.id = $2`,
    [organizationId, uploadId],
  );
  const [row] = rows;
  if (!row) return null;
  const upload = uploadOf(row, references);
  if (row.state !== 'reading') return { upload, claim: null };
  const { revision } = row;
  // The check reads what it has written itself; others see it when it is saved.
  const own = { organizationId, uploadId, generation: revision, amendments: null };
  return { upload: { ...upload, ref: own }, claim: { ...own, revision } };
}

/** Of one that has its batch already the batch shows it too; whoever cancelled it is obeyed here. */
async function writeProgress(tx: Tx, claim: SpoolClaim, at: NonNullable<Upload['progress']>): Promise<void> {
  const batchId = await writeClaimed(tx, claim, { set: 'progress = $4', values: [JSON.stringify(at)] });
  if (batchId === null) return;
  const { rows } = await tx.query<{ cancel_requested: boolean }>(
    `update batches set phase = $3, phase_done = $4, phase_of = $5 where organization_id = $1 and id = $2
     returning cancel_requested`,
    [claim.organizationId, batchId, at.phase, at.done, at.of],
  );
  if (rows[0]?.cancel_requested === true) throw new Fenced('cancelled');
}

async function saveChecked(tx: Tx, claim: SpoolClaim, { findings, kinds }: Checked): Promise<void> {
  await writeClaimed(tx, claim, {
    set: `state = case when one_step then 'applied' else 'ready' end, findings = $4, kinds = $5, refusal = null,
      generation = revision, amended = null, progress = null, owner = null`,
    values: [JSON.stringify(findings), packKinds(kinds)],
  });
  // Nothing shows any more what was found before.
  const { organizationId, uploadId, revision } = claim;
  for (const table of checkTables) {
    await tx.query(`delete from ${table} where organization_id = $1 and upload_id = $2 and generation < $3`, [
      organizationId,
      uploadId,
      revision,
    ]);
  }
}

async function saveRefused(
  tx: Tx,
  claim: SpoolClaim,
  { refusal, findings }: { refusal: Refusal; findings: Findings | null },
): Promise<void> {
  await writeClaimed(tx, claim, {
    set: `state = 'refused', refusal = $4, findings = $5, progress = null, owner = null`,
    values: [JSON.stringify(refusal), findings && JSON.stringify(findings)],
  });
}

/** Answers the upload's batch. Throws `Fenced` where the claim is lost. */
async function writeClaimed(
  tx: Tx,
  { organizationId, uploadId, revision }: SpoolClaim,
  { set, values }: { set: string; values: readonly unknown[] },
): Promise<number | null> {
  const { rows } = await tx.query<{ batch_id: number | null }>(
    `update uploads set ${set} where organization_id = $1 and id = $2 and revision = $3 and state = 'reading'
     returning coalesce(batch_id, preview_id) as batch_id`,
    [organizationId, uploadId, revision, ...values],
  );
  const [row] = rows;
  if (!row) throw new Fenced('taken over');
  return row.batch_id;
}
