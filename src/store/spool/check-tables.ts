import type { SpoolRef } from '../../uploads/ports.ts';

/** Tables in which a check writes what it finds, its generation in their keys. */
export const checkTables = ['spool_notes', 'spool_records', 'spool_previews', 'spool_changes'] as const;

/** A condition that leads to what one check found. Its parameters are the first three: `whichCheck`. */
export const ofCheck = `organization_id = $1 and upload_id = $2
  and generation = coalesce($3::int, (select u.generation from uploads u where u.organization_id = $1 and u.id = $2))`;

export function whichCheck({ organizationId, uploadId, generation }: SpoolRef): unknown[] {
  return [organizationId, uploadId, generation ?? null];
}
