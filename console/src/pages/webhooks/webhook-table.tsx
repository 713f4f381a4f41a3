import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Moment } from '../../parts/moment.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { eventName } from './event-name.ts';
import type { Webhook } from './use-webhooks.ts';
import { WebhookState } from './webhook-state.tsx';
import styles from './webhooks.module.css';

export function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] }) {
  return (
    <TableFrame label={m.shell.webhooks}>
      <thead>
        <tr>
          <th scope="col">{m.webhooks.address}</th>
          <th scope="col">{m.webhooks.state}</th>
          <th scope="col">{m.webhooks.events}</th>
          <th scope="col">{m.webhooks.made}</th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map(({ id, url, description, events, disabledAt, createdAt }) => (
          <tr key={id}>
            <td>
              <Link className={styles.address} href={`/webhooks/${id}`}>
                {url}
              </Link>
              {description !== '' && <div className={styles.soft}>{description}</div>}
            </td>
            <td>
              <WebhookState disabledAt={disabledAt} />
            </td>
            <td>{events.map(eventName).join(' · ')}</td>
            <td className={styles.moment}>
              <Moment at={createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
