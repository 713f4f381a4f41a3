import type { ChangedUpload, UploadChanges } from '../uploads/change/change-upload.ts';
import type { Upload } from '../uploads/upload.ts';
import type { Tx } from './database.ts';

/** Uploads that their users change before they are applied. */
export const uploadChanges: UploadChanges<Tx> = { change };

/** To be checked again: whatever a check of what it was still writes finds no row. */
async function change(tx: Tx, { ref }: Upload, { options, edits, excluded, keepsCells }: ChangedUpload): Promise<void> {
  const values = [
    options,
    edits.map(({ table, index, column, value }) => [table, index, column, value]),
    excluded.map(({ table, index }) => [table, index]),
  ];
  await tx.query(
    `update uploads set state = 'reading', revision = revision + 1, owner = null, refusal = null, progress = null,
       options = $3, edits = $4, excluded = $5, findings = case when $6 then findings end
     where organization_id = $1 and id = $2`,
    [ref.organizationId, ref.uploadId, ...values.map((value) => JSON.stringify(value)), keepsCells],
  );
}
