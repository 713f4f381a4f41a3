import type { Campaign, CampaignDetails, CampaignStatus } from '../lists/campaign.ts';
import type { CampaignId, CampaignPage, CampaignQuery, CampaignStore, NewCampaign } from '../lists/campaign-store.ts';
import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';
import type { Reader, Tx } from './database.ts';

/** Campaigns in the table `lists`. */
export function campaignStore(reader: Reader): CampaignStore<Tx> {
  return {
    find: async (id) => findCampaign(reader, id),
    page: async (query) => pageOfCampaigns(reader, query),
    insert: insertCampaign,
    lock: lockCampaign,
    save: saveCampaign,
  };
}

interface CampaignRow {
  readonly organization_id: number;
  readonly id: number;
  readonly public_id: string;
  readonly type: CampaignType;
  readonly name: string;
  readonly status: CampaignStatus | 'deleted';
  readonly details: CampaignDetails;
  readonly custom_fields: CustomFields;
  readonly fields_version: number;
  readonly customer_count: number;
  readonly max_affected: number | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const columns = `organization_id, id, public_id, type, name, status, details, custom_fields, fields_version,
  customer_count, max_affected, created_at, updated_at`;

/** The one statement behind every id: a foreign, a deleted and an unknown one are answered by it alike. */
const selectOne = `select ${columns} from lists
  where organization_id = $1 and public_id = $2 and kind = 'campaign' and status <> 'deleted'`;

async function findCampaign(reader: Reader, { organizationId, publicId }: CampaignId): Promise<Campaign | null> {
  const { rows } = await reader.query<CampaignRow>(selectOne, [organizationId, publicId]);
  return rows[0] ? campaignOf(rows[0]) : null;
}

/** `no key update` is the lock that counting customers takes too (write-chunk.sql). */
async function lockCampaign(tx: Tx, { organizationId, publicId }: CampaignId): Promise<Campaign | null> {
  const { rows } = await tx.query<CampaignRow>(`${selectOne} for no key update`, [organizationId, publicId]);
  return rows[0] ? campaignOf(rows[0]) : null;
}

/** Newest first. Reads the organization's campaigns, never their customers. */
async function pageOfCampaigns(reader: Reader, query: CampaignQuery): Promise<CampaignPage> {
  const { organizationId, status = null, type = null, search, page, limit } = query;
  const filter = `where organization_id = $1 and kind = 'campaign' and status <> 'deleted'
    and ($2::text is null or status = $2) and ($3::text is null or type = $3) and ($4::text is null or name ilike $4)`;
  const values = [organizationId, status, type, search === undefined ? null : `%${escapeLike(search)}%`];
  const [found, counted] = await Promise.all([
    reader.query<CampaignRow>(
      `select ${columns} from lists ${filter} order by id desc limit $5::bigint offset $6::bigint`,
      [...values, limit, (page - 1) * limit],
    ),
    reader.query<{ total: number }>(`select count(*) as total from lists ${filter}`, values),
  ]);
  return { campaigns: found.rows.map(campaignOf), total: counted.rows[0]?.total ?? 0 };
}

async function insertCampaign(tx: Tx, campaign: NewCampaign): Promise<Campaign> {
  const { organizationId, publicId, type, name, details, customFields } = campaign;
  const { rows } = await tx.query<CampaignRow>(
    `insert into lists (organization_id, public_id, kind, type, name, details, custom_fields)
     values ($1, $2, 'campaign', $3, $4, $5, $6) returning ${columns}`,
    [organizationId, publicId, type, name, JSON.stringify(details), JSON.stringify(customFields)],
  );
  return theOne(rows);
}

async function saveCampaign(tx: Tx, campaign: Campaign): Promise<Campaign> {
  const { organizationId, listId, name, status, details, customFields, fieldsVersion } = campaign;
  const { rows } = await tx.query<CampaignRow>(
    `update lists set name = $3, status = $4, details = $5, custom_fields = $6, fields_version = $7, updated_at = now()
     where organization_id = $1 and id = $2 returning ${columns}`,
    [organizationId, listId, name, status, JSON.stringify(details), JSON.stringify(customFields), fieldsVersion],
  );
  return theOne(rows);
}

function theOne(rows: readonly CampaignRow[]): Campaign {
  const [row] = rows;
  if (row === undefined) throw new Error('a list that was just written is gone');
  return campaignOf(row);
}

function campaignOf(row: CampaignRow): Campaign {
  return {
    organizationId: row.organization_id,
    listId: row.id,
    publicId: row.public_id,
    type: row.type,
    name: row.name,
    status: row.status,
    details: row.details,
    customFields: row.custom_fields,
    fieldsVersion: row.fields_version,
    customerCount: row.customer_count,
    maxAffected: row.max_affected,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
