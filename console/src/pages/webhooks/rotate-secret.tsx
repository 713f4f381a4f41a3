import { m } from '../../messages/messages.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { useChangeWebhook, type Webhook } from './use-webhooks.ts';

/** Asks first, then shows the new secret. */
export function RotateSecret({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const change = useChangeWebhook(webhook.id);
  const secret = change.data?.secret;
  if (secret !== undefined)
    return (
      <SecretDialog
        title={m.webhooks.newSecretTitle}
        label={m.webhooks.secret}
        secret={secret}
        hint={m.webhooks.secretUse}
        onClose={onClose}
      />
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={m.webhooks.rotateTitle}
      confirm={m.webhooks.rotateConfirm}
      isBusy={change.isPending}
      onConfirm={() => change.mutate({ rotateSecret: true })}
    >
      {change.error && <ErrorState error={change.error} />}
      <p>{m.webhooks.rotateMeans}</p>
    </Confirm>
  );
}
