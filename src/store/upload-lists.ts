import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';
import type { ListRef } from '../engine/ports.ts';
import type { Reader } from './database.ts';

/** A list as its row has it, whatever its kind. */
export type StoredList = { readonly publicId: string } & (
  | { readonly kind: 'company' }
  | { readonly kind: 'campaign'; readonly type: CampaignType; readonly customFields: CustomFields }
);

interface Row {
  readonly public_id: string;
  readonly kind: 'campaign' | 'company';
  readonly type: CampaignType;
  readonly custom_fields: CustomFields;
}

/** null: it was deleted. */
export async function findStoredList(
  reader: Reader,
  { organizationId, listId }: Pick<ListRef, 'organizationId' | 'listId'>,
): Promise<StoredList | null> {
  const { rows } = await reader.query<Row>(
    `select public_id, kind, type, custom_fields from lists
     where organization_id = $1 and id = $2 and status <> 'deleted'`,
    [organizationId, listId],
  );
  const [row] = rows;
  if (!row) return null;
  const { public_id: publicId, kind, type, custom_fields: customFields } = row;
  return kind === 'company' ? { publicId, kind } : { publicId, kind, type, customFields };
}
