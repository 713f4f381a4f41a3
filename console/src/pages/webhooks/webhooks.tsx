import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { useMakeWebhook, useWebhooks } from './use-webhooks.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookTable } from './webhook-table.tsx';

/** Who is told when a batch has ended. */
export function Webhooks() {
  const webhooks = useWebhooks();
  const { entries, error, refetch } = webhooks;
  const [isMaking, setMaking] = useState(false);
  const newButton = (
    <Button kind="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {m.webhooks.new}
    </Button>
  );
  const isEmpty = entries?.length === 0;
  return (
    <>
      <PageHeader title={m.shell.webhooks} lead={m.webhooks.lead} actions={entries && !isEmpty && newButton} />
      {!entries && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!entries && !error && <Loading label={m.common.loading} />}
      {isEmpty && (
        <EmptyState title={m.webhooks.emptyTitle} action={newButton}>
          {m.webhooks.empty}
        </EmptyState>
      )}
      {entries && !isEmpty && (
        <>
          <WebhookTable webhooks={entries} />
          <MoreButton {...webhooks} />
        </>
      )}
      {isMaking && <NewWebhook onClose={() => setMaking(false)} />}
    </>
  );
}

/** Asks for it, then shows its secret; from there on to its page, where it can be tested. */
function NewWebhook({ onClose }: { onClose: () => void }) {
  const make = useMakeWebhook();
  const [, navigate] = useLocation();
  if (make.data)
    return (
      <SecretDialog
        title={m.webhooks.madeTitle}
        label={m.webhooks.secret}
        secret={make.data.secret}
        hint={m.webhooks.secretUse}
        onClose={() => navigate(`/webhooks/${make.data.id}`)}
      />
    );
  return (
    <WebhookForm
      title={m.webhooks.new}
      submit={m.webhooks.make}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={(values) => make.mutate(values)}
      onClose={onClose}
    />
  );
}
