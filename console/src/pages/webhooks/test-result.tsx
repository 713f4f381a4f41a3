import { m } from '../../messages/messages.ts';
import { ErrorState } from '../../parts/error-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { Delivery } from './use-deliveries.ts';

/** What came of the test just now. */
export function TestResult({ delivery, error }: { delivery: Delivery | undefined; error: Error | null }) {
  if (error) return <ErrorState error={error} />;
  if (!delivery) return null;
  if (delivery.state === 'delivered')
    return <Notice kind="success">{m.webhooks.testDelivered(delivery.lastStatus ?? 0)}</Notice>;
  return (
    <Notice kind="error" title={m.webhooks.testFailed}>
      {delivery.lastError}
    </Notice>
  );
}
