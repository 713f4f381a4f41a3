import { useParams } from 'wouter';
import { ApiError } from '../../api/api-error.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Deliveries } from './deliveries.tsx';
import { useWebhook, type Webhook } from './use-webhooks.ts';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookFacts } from './webhook-facts.tsx';

/** One webhook: what it is, and what was sent to it. */
export function WebhookPage() {
  const { id } = useParams<{ id: string }>();
  const { data: webhook, error, refetch } = useWebhook(id);
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  return (
    <>
      <PageHeader
        title={m.webhooks.title}
        lead={webhook?.url}
        back={{ to: '/webhooks', label: m.webhooks.back }}
        actions={webhook && <WebhookActions webhook={webhook} />}
      />
      {!webhook && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!webhook && !error && <Loading label={m.common.loading} />}
      {webhook && <Shown webhook={webhook} />}
    </>
  );
}

function Shown({ webhook }: { webhook: Webhook }) {
  return (
    <>
      {webhook.disabledAt !== null && <Notice kind="warning">{m.webhooks.disabledNotice}</Notice>}
      <Card>
        <WebhookFacts webhook={webhook} />
      </Card>
      <Deliveries webhook={webhook} />
    </>
  );
}
