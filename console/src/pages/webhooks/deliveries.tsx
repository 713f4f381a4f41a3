import { useSearchParams } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { PayloadDialog } from './payload-dialog.tsx';
import { TestResult } from './test-result.tsx';
import { useDeliveries, useTestWebhook } from './use-deliveries.ts';
import type { Webhook } from './use-webhooks.ts';
import styles from './webhooks.module.css';

/** The log, and a test that adds to it; which delivery is open stands in the address. */
export function Deliveries({ webhook: { id, disabledAt } }: { webhook: Webhook }) {
  const deliveries = useDeliveries(id);
  const test = useTestWebhook(id);
  const [search, setSearch] = useSearchParams();
  const opened = search.get('delivery');
  const { entries, error, refetch } = deliveries;
  return (
    <Card
      title={m.webhooks.deliveries}
      actions={
        <Button kind="primary" busy={test.isPending} onClick={() => test.mutate()}>
          {m.webhooks.test}
        </Button>
      }
    >
      <p className={styles.soft}>{m.webhooks.deliveriesLead}</p>
      <TestResult delivery={test.data} error={test.error} />
      {!entries && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!entries && !error && <Loading label={m.common.loading} />}
      {entries?.length === 0 && <EmptyState title={m.webhooks.noDeliveriesTitle}>{m.webhooks.noDeliveries}</EmptyState>}
      {entries && entries.length > 0 && (
        <>
          <DeliveryTable
            webhookId={id}
            isDisabled={disabledAt !== null}
            deliveries={entries}
            onShow={(delivery) => setSearch({ delivery })}
          />
          <MoreButton {...deliveries} />
        </>
      )}
      {opened !== null && <PayloadDialog webhookId={id} deliveryId={opened} onClose={() => setSearch({})} />}
    </Card>
  );
}
