import type { RememberedMapping } from '../lists/remembered-mapping.ts';
import type { Reader, Tx } from './database.ts';

interface ListId {
  readonly organizationId: number;
  readonly listId: number;
}

/** How the columns of a list's last file were matched; null: that is not known. */
export async function findMapping(
  reader: Reader,
  { organizationId, listId }: ListId,
): Promise<RememberedMapping | null> {
  const { rows } = await reader.query<{ mapping: RememberedMapping }>(
    'select mapping from list_mappings where organization_id = $1 and list_id = $2',
    [organizationId, listId],
  );
  return rows[0]?.mapping ?? null;
}

/** Of two who set it at once the later one counts. null forgets it. */
export async function setMapping(
  tx: Tx,
  { organizationId, listId }: ListId,
  mapping: RememberedMapping | null,
): Promise<void> {
  if (mapping === null) {
    await tx.query('delete from list_mappings where organization_id = $1 and list_id = $2', [organizationId, listId]);
    return;
  }
  await tx.query(
    `insert into list_mappings (organization_id, list_id, mapping) values ($1, $2, $3)
     on conflict (organization_id, list_id) do update set mapping = excluded.mapping, updated_at = now()`,
    [organizationId, listId, JSON.stringify(mapping)],
  );
}
