import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Facts } from './facts.tsx';
import type { ServiceStatus } from './use-status.ts';

/** What waits and what is done just now, in all organizations. */
export function WorkCard({ status: { queue, webhooks } }: { status: ServiceStatus }) {
  return (
    <Facts
      title={m.status.work}
      facts={[
        [m.status.queued, counted(queue?.queued)],
        [m.status.running, counted(queue?.running)],
        [m.status.interrupted, counted(queue?.interrupted)],
        [m.status.uploads, counted(queue?.uploads)],
        [m.status.webhooksPending, counted(webhooks?.pending)],
        [m.status.webhooksFailed, counted(webhooks?.failed)],
      ]}
    />
  );
}

/** What the database did not tell in time is not shown. */
function counted(count: number | undefined): string | null {
  return count === undefined ? null : formatNumber(count);
}
