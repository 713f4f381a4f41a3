import type { ChangedUpload, UploadChanges } from '../uploads/change/change-upload.ts';
import type { Upload } from '../uploads/upload.ts';
import type { Tx } from './database.ts';
import { pack, packKinds } from './packed.ts';

/** Uploads that their users change before they are applied. */
export const uploadChanges: UploadChanges<Tx> = { change, amend };

/** To be checked again: whatever a check of what it was still writes finds no row. */
async function change(tx: Tx, { ref }: Upload, { options, edits, excluded, amendments }: ChangedUpload): Promise<void> {
  const values = [options, ...places({ edits, excluded })];
  await tx.query(
    `update uploads set state = 'reading', revision = revision + 1, owner = null, refusal = null, progress = null,
       options = $3, edits = $4, excluded = $5, amended = $6, findings = case when $6::bytea is not null then findings end
     where organization_id = $1 and id = $2`,
    [ref.organizationId, ref.uploadId, ...values.map((value) => JSON.stringify(value)), amendments && pack(amendments)],
  );
}

/** Whatever was begun with what it was finds another revision. */
async function amend(
  tx: Tx,
  { ref }: Upload,
  { edits, excluded, findings, kinds, amendments }: Parameters<UploadChanges<Tx>['amend']>[2],
): Promise<void> {
  const values = [...places({ edits, excluded }), findings].map((value) => JSON.stringify(value));
  await tx.query(
    `update uploads set revision = revision + 1, edits = $3, excluded = $4, findings = $5, kinds = $6, amended = $7
     where organization_id = $1 and id = $2 and state = 'ready'`,
    [ref.organizationId, ref.uploadId, ...values, packKinds(kinds), pack(amendments)],
  );
}

function places({ edits, excluded }: Pick<ChangedUpload, 'edits' | 'excluded'>): unknown[] {
  return [
    edits.map(({ table, index, column, value }) => [table, index, column, value]),
    excluded.map(({ table, index }) => [table, index]),
  ];
}
