import { m } from '../../messages/messages.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { say } from '../../parts/toast.tsx';
import { useRemoveWebhook, type Webhook } from './use-webhooks.ts';

export function RemoveWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const remove = useRemoveWebhook(webhook.id);
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={m.webhooks.removeTitle}
      confirm={m.webhooks.removeConfirm}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => say(m.webhooks.removed) })}
    >
      {remove.error && <ErrorState error={remove.error} />}
      <p>{m.webhooks.removeMeans(webhook.url)}</p>
    </Confirm>
  );
}
