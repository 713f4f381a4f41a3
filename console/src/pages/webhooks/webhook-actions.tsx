import { useState } from 'react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { say } from '../../parts/toast.tsx';
import { RemoveWebhook } from './remove-webhook.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { useChangeWebhook, type Webhook } from './use-webhooks.ts';
import { WebhookForm } from './webhook-form.tsx';

type Asked = 'edit' | 'rotate' | 'remove' | null;

export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const [asked, setAsked] = useState<Asked>(null);
  const change = useChangeWebhook(webhook.id);
  const close = (): void => setAsked(null);
  const isDisabled = webhook.disabledAt !== null;
  const toggle = (): void =>
    change.mutate(
      { disabled: !isDisabled },
      {
        onSuccess: () => say(isDisabled ? m.webhooks.isEnabled : m.webhooks.isDisabled),
        onError: ({ message }) => say(message),
      },
    );
  return (
    <>
      <Button onClick={() => setAsked('edit')}>{m.webhooks.edit}</Button>
      <Button onClick={() => setAsked('rotate')}>{m.webhooks.rotate}</Button>
      <Button busy={change.isPending} onClick={toggle}>
        {isDisabled ? m.webhooks.enable : m.webhooks.disable}
      </Button>
      <Button kind="danger" onClick={() => setAsked('remove')}>
        {m.webhooks.remove}
      </Button>
      {asked === 'edit' && <EditWebhook webhook={webhook} onClose={close} />}
      {asked === 'rotate' && <RotateSecret webhook={webhook} onClose={close} />}
      {asked === 'remove' && <RemoveWebhook webhook={webhook} onClose={close} />}
    </>
  );
}

function EditWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const change = useChangeWebhook(webhook.id);
  const onSuccess = (): void => {
    say(m.webhooks.changed);
    onClose();
  };
  return (
    <WebhookForm
      title={m.webhooks.edit}
      submit={m.common.save}
      webhook={webhook}
      isBusy={change.isPending}
      error={change.error}
      onSubmit={(values) => change.mutate(values, { onSuccess })}
      onClose={onClose}
    />
  );
}
