import { useState } from 'react';
import { m } from '../../messages/messages.ts';
import { CheckboxGroup } from '../../parts/checkbox-group.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { eventOrder } from './event-name.ts';
import type { Webhook, WebhookValues } from './use-webhooks.ts';

interface WebhookFormProps {
  readonly title: string;
  readonly submit: string;
  /** What it is so far; left out: a new one. */
  readonly webhook?: Webhook;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (values: WebhookValues) => void;
  readonly onClose: () => void;
}

/** Where it is told, and of what. */
export function WebhookForm({ webhook, onSubmit, ...dialog }: WebhookFormProps) {
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [events, setEvents] = useState(webhook?.events ?? eventOrder);
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (events.length > 0) onSubmit({ url: url.trim(), description: description.trim(), events });
  };
  return (
    <FormDialog {...dialog} onSubmit={submit}>
      <TextField
        label={m.webhooks.address}
        hint={m.webhooks.addressHint}
        type="url"
        placeholder="https://"
        autoComplete="off"
        maxLength={2048}
        value={url}
        onChange={setUrl}
        required
      />
      <TextField
        label={m.webhooks.description}
        hint={m.webhooks.descriptionHint}
        autoComplete="off"
        maxLength={255}
        value={description}
        onChange={setDescription}
      />
      <CheckboxGroup
        label={m.webhooks.when}
        choices={eventOrder.map((event) => ({ value: event, ...m.webhooks.eventNames[event] }))}
        values={events}
        onChange={setEvents}
        fault={isTried && events.length === 0 ? m.webhooks.oneEvent : null}
      />
    </FormDialog>
  );
}
