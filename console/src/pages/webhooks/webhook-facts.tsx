import { m } from '../../messages/messages.ts';
import { Moment } from '../../parts/moment.tsx';
import { eventName } from './event-name.ts';
import type { Webhook } from './use-webhooks.ts';
import { WebhookState } from './webhook-state.tsx';
import styles from './webhooks.module.css';

export function WebhookFacts({ webhook: { description, events, disabledAt, createdAt } }: { webhook: Webhook }) {
  return (
    <dl className={styles.facts}>
      <dt>{m.webhooks.state}</dt>
      <dd>
        <WebhookState disabledAt={disabledAt} />
      </dd>
      {description !== '' && (
        <>
          <dt>{m.webhooks.description}</dt>
          <dd>{description}</dd>
        </>
      )}
      <dt>{m.webhooks.when}</dt>
      <dd>{events.map(eventName).join(' · ')}</dd>
      <dt>{m.webhooks.made}</dt>
      <dd>
        <Moment at={createdAt} />
      </dd>
    </dl>
  );
}
