import type { DeliveryEntry, DeliveryId, DeliveryLog, MadeDelivery, WebhookId } from '../webhooks/ports.ts';
import type { Reader, Tx } from './database.ts';

interface DeliveryRow {
  readonly public_id: string;
  readonly event: string;
  readonly batch: string | null;
  readonly state: DeliveryEntry['state'];
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly last_attempt_at: Date | null;
  readonly next_attempt_at: Date | null;
  readonly delivered_at: Date | null;
}

const columns = `d.public_id, d.event, d.state, d.attempts, d.last_status, d.last_error, d.created_at, d.last_attempt_at,
  d.next_attempt_at, d.delivered_at,
  (select b.public_id from batches b where b.organization_id = d.organization_id and b.id = d.batch_id) as batch`;

/** What was sent to webhooks, in PostgreSQL. */
export function deliveryLog(reader: Reader): DeliveryLog<Tx> {
  return {
    async list(webhook, { limit, after }) {
      const found = await findWebhook(reader, webhook);
      if (!found) return null;
      const { rows } = await reader.query<DeliveryRow>(
        `select ${columns} from webhook_deliveries d
         where d.organization_id = $1 and d.webhook_id = $2
           and ($3::text is null or d.id < (
             select c.id from webhook_deliveries c
             where c.organization_id = $1 and c.webhook_id = $2 and c.public_id = $3))
         order by d.id desc limit $4`,
        [webhook.organizationId, found.id, after, limit],
      );
      return rows.map(entryOf);
    },
    async find({ organizationId, publicId, delivery }) {
      const webhook = await findWebhook(reader, { organizationId, publicId });
      if (!webhook) return null;
      const { rows } = await reader.query<DeliveryRow & { readonly payload: string }>(
        `select ${columns}, d.payload from webhook_deliveries d
         where d.organization_id = $1 and d.webhook_id = $2 and d.public_id = $3`,
        [organizationId, webhook.id, delivery],
      );
      return rows[0] ? { ...entryOf(rows[0]), payload: rows[0].payload } : null;
    },
    async target(webhook) {
      const found = await findWebhook(reader, webhook);
      return found && { url: found.url, secret: found.secret };
    },
    add,
    again,
  };
}

interface FoundWebhook {
  readonly id: number;
  readonly url: string;
  readonly secret: string;
  readonly disabled: boolean;
}

async function findWebhook(reader: Reader, { organizationId, publicId }: WebhookId): Promise<FoundWebhook | null> {
  const { rows } = await reader.query<FoundWebhook>(
    `select id, url, secret, disabled_at is not null as disabled from webhooks
     where organization_id = $1 and public_id = $2`,
    [organizationId, publicId],
  );
  return rows[0] ?? null;
}

async function add(tx: Tx, made: MadeDelivery): Promise<DeliveryEntry | null> {
  const { organizationId, publicId, delivery, event, payload, result } = made;
  const { delivered, status, error } = result;
  const { rows } = await tx.query<DeliveryRow>(
    `insert into webhook_deliveries as d (organization_id, public_id, webhook_id, event, payload, state, attempts,
       last_status, last_error, last_attempt_at, delivered_at)
     select organization_id, $3, id, $4, $5, case when $6 then 'delivered' else 'failed' end, 1,
       $7, $8, now(), case when $6 then now() end
     from webhooks where organization_id = $1 and public_id = $2
     returning ${columns}`,
    [organizationId, publicId, delivery, event, payload, delivered, status, error],
  );
  return rows[0] ? entryOf(rows[0]) : null;
}

async function again(tx: Tx, { organizationId, publicId, delivery }: DeliveryId): ReturnType<DeliveryLog<Tx>['again']> {
  const webhook = await findWebhook(tx, { organizationId, publicId });
  if (!webhook) return null;
  const which = [organizationId, webhook.id, delivery];
  if (webhook.disabled) {
    const { rowCount } = await tx.query(
      'select 1 from webhook_deliveries where organization_id = $1 and webhook_id = $2 and public_id = $3',
      which,
    );
    return rowCount === 0 ? null : 'disabled';
  }
  // The job that it has, if there is one, is a stranger to it from now on.
  const { rows } = await tx.query<DeliveryRow>(
    `update webhook_deliveries d set state = 'pending', attempts = 0, next_attempt_at = now(), job_id = null,
       delivered_at = null
     where d.organization_id = $1 and d.webhook_id = $2 and d.public_id = $3
     returning ${columns}`,
    which,
  );
  return rows[0] ? entryOf(rows[0]) : null;
}

function entryOf(row: DeliveryRow): DeliveryEntry {
  return {
    publicId: row.public_id,
    event: row.event,
    batchId: row.batch,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    lastAttemptAt: row.last_attempt_at,
    nextAttemptAt: row.next_attempt_at,
    deliveredAt: row.delivered_at,
  };
}
