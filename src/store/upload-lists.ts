import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';
import type { ListRef } from '../engine/ports.ts';
import type { BrakedList } from '../lists/brake.ts';
import type { Reader } from './database.ts';

/** A list as its row has it, whatever its kind. */
export type StoredList = BrakedList &
  (
    | { readonly kind: 'company' }
    | { readonly kind: 'campaign'; readonly type: CampaignType; readonly customFields: CustomFields }
  );

interface Row {
  readonly public_id: string;
  readonly kind: 'campaign' | 'company';
  readonly type: CampaignType;
  readonly custom_fields: CustomFields;
  readonly max_affected: number | null;
}

/** null: it was deleted. */
export async function findStoredList(
  reader: Reader,
  { organizationId, listId }: Pick<ListRef, 'organizationId' | 'listId'>,
): Promise<StoredList | null> {
  const { rows } = await reader.query<Row>(
    `select public_id, kind, type, custom_fields, max_affected from lists
     where organization_id = $1 and id = $2 and status <> 'deleted'`,
    [organizationId, listId],
  );
  const [row] = rows;
  if (!row) return null;
  const { public_id: publicId, max_affected: maxAffected, kind, type, custom_fields: customFields } = row;
  return kind === 'company' ? { publicId, maxAffected, kind } : { publicId, maxAffected, kind, type, customFields };
}
