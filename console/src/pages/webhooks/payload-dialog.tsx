import { m } from '../../messages/messages.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { eventName } from './event-name.ts';
import { useDelivery } from './use-deliveries.ts';
import styles from './webhooks.module.css';

interface PayloadDialogProps {
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly onClose: () => void;
}

/** What was sent: for reading it stands in lines; what is copied is as it was signed. */
export function PayloadDialog({ webhookId, deliveryId, onClose }: PayloadDialogProps) {
  const { data: delivery, error, refetch } = useDelivery(webhookId, deliveryId);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.webhooks.payloadTitle}
      closeLabel={m.common.close}
      actions={delivery && <CopyButton text={delivery.payload} />}
    >
      {!delivery && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!delivery && !error && <Loading label={m.common.loading} />}
      {delivery && (
        <>
          <dl className={styles.facts}>
            <dt>{m.webhooks.event}</dt>
            <dd>{eventName(delivery.event)}</dd>
            <dt>{m.webhooks.messageId}</dt>
            <dd>
              <code>{delivery.id}</code>
            </dd>
          </dl>
          <pre className={styles.payload} role="region" aria-label={m.webhooks.payload} {...reachable}>
            {inLines(delivery.payload)}
          </pre>
        </>
      )}
    </Dialog>
  );
}

/** What scrolls is scrolled by the keyboard once it can be reached. */
const reachable = { tabIndex: 0 } as const;

function inLines(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
