import type { WebhookOutbox } from '../jobs/webhook-work.ts';
import type { DeliveryJob, DeliveryWork, PendingDelivery, Settlement } from '../webhooks/ports.ts';
import type { Reader, Tx } from './database.ts';

/** What the sending of webhooks reads and writes: deliveries without a job get one, and a job settles its delivery. */
export function webhookWork(reader: Reader): DeliveryWork<Tx> & WebhookOutbox<Tx> {
  return {
    load: (job) => load(reader, job),
    settle,
    async look() {
      const { rows } = await reader.query<{ withoutJob: boolean; due: boolean }>(
        `select exists (select 1 from webhook_deliveries where state = 'pending' and job_id is null) as "withoutJob",
           exists (select 1 from webhook_deliveries
             where state = 'pending' and job_id is not null and next_attempt_at <= now()) as due`,
      );
      return rows[0] ?? { withoutJob: false, due: false };
    },
    giveJobs,
    async overdue({ ms, limit }) {
      const { rows } = await reader.query<JobRow>(
        `select ${jobColumns} from webhook_deliveries d
         where d.state = 'pending' and d.job_id is not null and d.next_attempt_at < now() - $1 * interval '1 millisecond'
         order by d.next_attempt_at limit $2`,
        [ms, limit],
      );
      return rows;
    },
    async forgetJob(tx, { organizationId, deliveryId, id }) {
      await tx.query(
        `update webhook_deliveries set job_id = null
         where organization_id = $1 and id = $2 and job_id = $3 and state = 'pending'`,
        [organizationId, deliveryId, id],
      );
    },
  };
}

type JobRow = DeliveryJob;
const jobColumns = `d.job_id as id, d.organization_id as "organizationId", d.webhook_id as "webhookId",
  d.id as "deliveryId"`;

/** Several processes may do it at once: none waits for the others, and no delivery gets two jobs. */
async function giveJobs(tx: Tx, limit: number): Promise<readonly DeliveryJob[]> {
  const { rows } = await tx.query<JobRow>(
    `update webhook_deliveries d set job_id = gen_random_uuid()
     from (
       select organization_id, id from webhook_deliveries
       where state = 'pending' and job_id is null
       order by id limit $1 for update skip locked
     ) w
     where d.organization_id = w.organization_id and d.id = w.id
     returning ${jobColumns}`,
    [limit],
  );
  return rows;
}

interface PendingRow {
  readonly public_id: string;
  readonly payload: string;
  readonly attempts: number;
  readonly url: string | null;
  readonly secret: string | null;
}

async function load(reader: Reader, job: DeliveryJob): Promise<PendingDelivery | null> {
  const { rows } = await reader.query<PendingRow>(
    `select d.public_id, d.payload, d.attempts, w.url, w.secret
     from webhook_deliveries d
     left join webhooks w on w.organization_id = d.organization_id and w.id = d.webhook_id and w.disabled_at is null
     where d.organization_id = $1 and d.id = $2 and d.job_id = $3 and d.state = 'pending'`,
    [job.organizationId, job.deliveryId, job.id],
  );
  const [row] = rows;
  if (!row) return null;
  const { public_id: publicId, payload, attempts, url, secret } = row;
  return { publicId, payload, attempts, target: url === null || secret === null ? null : { url, secret } };
}

async function settle(tx: Tx, job: DeliveryJob, { result, next, disables }: Settlement): Promise<boolean> {
  const which = [job.organizationId, job.deliveryId, job.id];
  const { rowCount } = await tx.query(
    result === null ? giveUp : record,
    result === null
      ? which
      : [...which, result.delivered, result.status, result.error, next?.at ?? null, next?.jobId ?? null],
  );
  if (rowCount === 0) return false;
  if (disables) {
    await tx.query(
      `update webhooks set disabled_at = now(), updated_at = now()
       where organization_id = $1 and id = $2 and disabled_at is null`,
      [job.organizationId, job.webhookId],
    );
  }
  return true;
}

const owned = `organization_id = $1 and id = $2 and job_id = $3 and state = 'pending'`;

const record = `update webhook_deliveries set
  state = case when $4 then 'delivered' when $7::timestamptz is null then 'failed' else 'pending' end,
  attempts = attempts + 1, last_status = $5, last_error = $6, last_attempt_at = now(),
  next_attempt_at = $7, job_id = $8, delivered_at = case when $4 then now() end
  where ${owned}`;

const giveUp = `update webhook_deliveries set state = 'failed', next_attempt_at = null, job_id = null,
  last_error = 'The webhook was disabled or deleted before this was sent.'
  where ${owned}`;
