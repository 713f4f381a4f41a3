import { Link } from 'wouter';
import { formatAgo } from '../../format/date.ts';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Moment } from '../../parts/moment.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import table from '../../parts/table.module.css';
import { say } from '../../parts/toast.tsx';
import { eventName } from './event-name.ts';
import { type Delivery, useRetryDelivery } from './use-deliveries.ts';
import styles from './webhooks.module.css';

const tones = { pending: 'invalid', delivered: 'updated', failed: 'failed' } as const;

interface DeliveryTableProps {
  readonly webhookId: string;
  readonly isDisabled: boolean;
  readonly deliveries: readonly Delivery[];
  readonly onShow: (deliveryId: string) => void;
}

export function DeliveryTable({ webhookId, isDisabled, deliveries, onShow }: DeliveryTableProps) {
  return (
    <TableFrame label={m.webhooks.deliveries}>
      <thead>
        <tr>
          <th scope="col">{m.webhooks.event}</th>
          <th scope="col">{m.webhooks.state}</th>
          <th scope="col">{m.webhooks.sent}</th>
          <th scope="col" className={table.number}>
            {m.webhooks.tries}
          </th>
          <th scope="col">{m.webhooks.answer}</th>
          <th scope="col">
            <span className="visually-hidden">{m.webhooks.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <Facts delivery={delivery} />
            <td>
              <div className={styles.actions}>
                <Button
                  kind="quiet"
                  aria-label={m.webhooks.showOf(eventName(delivery.event))}
                  onClick={() => onShow(delivery.id)}
                >
                  {m.webhooks.show}
                </Button>
                {!isDisabled && <Retry webhookId={webhookId} delivery={delivery} />}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function Facts({ delivery }: { delivery: Delivery }) {
  const { event, batchId, state, createdAt, attempts, lastStatus, lastError, nextAttemptAt } = delivery;
  return (
    <>
      <td>
        {eventName(event)}
        {batchId !== null && (
          <div>
            <Link className={styles.soft} href={`/batches/${batchId}`}>
              {m.webhooks.batch}
            </Link>
          </div>
        )}
      </td>
      <td>
        <Badge tone={tones[state]}>{m.webhooks.states[state]}</Badge>
        {nextAttemptAt !== null && <div className={styles.soft}>{m.webhooks.nextTry(formatAgo(nextAttemptAt))}</div>}
      </td>
      <td className={styles.moment}>
        <Moment at={createdAt} />
      </td>
      <td className={table.number}>{attempts}</td>
      <td className={styles.error}>
        {attempts > 0 && (lastStatus ?? m.webhooks.noAnswer)}
        {lastError !== null && <div className={styles.soft}>{lastError}</div>}
      </td>
    </>
  );
}

function Retry({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const retry = useRetryDelivery(webhookId);
  const onSuccess = (): void => say(m.webhooks.retried);
  return (
    <Button
      kind="quiet"
      busy={retry.isPending}
      aria-label={m.webhooks.retryOf(eventName(delivery.event))}
      onClick={() => retry.mutate(delivery.id, { onSuccess, onError: ({ message }) => say(message) })}
    >
      {m.webhooks.retry}
    </Button>
  );
}
