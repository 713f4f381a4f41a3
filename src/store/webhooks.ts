import type { WebhookEvent } from '../webhooks/events.ts';
import type { NewWebhook, WebhookChange, WebhookEntry, WebhookId, WebhookStore } from '../webhooks/ports.ts';
import type { Reader, Tx } from './database.ts';

interface WebhookRow {
  readonly public_id: string;
  readonly url: string;
  readonly description: string;
  readonly events: WebhookEvent[];
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const columns = 'public_id, url, description, events, disabled_at, created_at, updated_at';

/** Webhooks in PostgreSQL. */
export function webhookStore(reader: Reader): WebhookStore<Tx> {
  return {
    async list(organizationId, { limit, after }) {
      const { rows } = await reader.query<WebhookRow>(
        `select ${columns} from webhooks
         where organization_id = $1
           and ($2::text is null or id < (select id from webhooks where organization_id = $1 and public_id = $2))
         order by id desc limit $3`,
        [organizationId, after, limit],
      );
      return rows.map(entryOf);
    },
    async find({ organizationId, publicId }) {
      const { rows } = await reader.query<WebhookRow>(
        `select ${columns} from webhooks where organization_id = $1 and public_id = $2`,
        [organizationId, publicId],
      );
      return first(rows);
    },
    insert,
    change,
    async remove(tx, { organizationId, publicId }) {
      const { rows } = await tx.query<WebhookRow>(
        `delete from webhooks where organization_id = $1 and public_id = $2 returning ${columns}`,
        [organizationId, publicId],
      );
      return first(rows);
    },
  };
}

async function insert(tx: Tx, webhook: NewWebhook, max: number): Promise<WebhookEntry | null> {
  const { organizationId, publicId, url, description, events, secret } = webhook;
  // One after the other: two at a time would each count without the other's.
  await tx.query('select 1 from organizations where id = $1 for no key update', [organizationId]);
  const { rows } = await tx.query<WebhookRow>(
    `insert into webhooks (organization_id, public_id, url, description, events, secret)
     select $1, $2, $3, $4, $5, $6
     where (select count(*) from webhooks where organization_id = $1) < $7
     returning ${columns}`,
    [organizationId, publicId, url, description, events, secret, max],
  );
  return first(rows);
}

async function change(
  tx: Tx,
  { organizationId, publicId }: WebhookId,
  to: WebhookChange,
): Promise<WebhookEntry | null> {
  const { url, description, events, disabled, secret } = to;
  const values = [url, description, events, secret, disabled].map((value) => value ?? null);
  const { rows } = await tx.query<WebhookRow>(
    `update webhooks set url = coalesce($3, url), description = coalesce($4, description),
       events = coalesce($5, events), secret = coalesce($6, secret),
       disabled_at = case when $7::boolean then coalesce(disabled_at, now()) when $7 is null then disabled_at end,
       updated_at = now()
     where organization_id = $1 and public_id = $2
     returning ${columns}`,
    [organizationId, publicId, ...values],
  );
  return first(rows);
}

function first(rows: readonly WebhookRow[]): WebhookEntry | null {
  const [row] = rows;
  return row === undefined ? null : entryOf(row);
}

function entryOf(row: WebhookRow): WebhookEntry {
  return {
    publicId: row.public_id,
    url: row.url,
    description: row.description,
    events: row.events,
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
