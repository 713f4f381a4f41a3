import type { Reader } from './database.ts';

/** A campaign as the operator sees it, across organizations. */
export interface CampaignOverview {
  readonly id: string;
  readonly organization: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly customers: number;
  readonly createdAt: Date;
}

/** The campaigns of an organization and of those below it, newest first. Reads no customers. */
export async function overviewOfCampaigns(reader: Reader, topId: number, limit: number): Promise<CampaignOverview[]> {
  // Per organization, so that each is a short walk along the primary key's end.
  const { rows } = await reader.query<CampaignOverview>(
    `select l.public_id as id, o.code as organization, l.name, l.type, l.status, l.customer_count as customers,
       l.created_at as "createdAt"
     from organizations o cross join lateral (
       select * from lists where organization_id = o.id and kind = 'campaign' and status <> 'deleted'
       order by id desc limit $2) l
     where $1 = any(o.path)
     order by l.created_at desc, l.id desc limit $2`,
    [topId, limit],
  );
  return rows;
}
