import { type FormEvent, useId, useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { readCount } from '../../format/read-count.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../parts/toast.tsx';
import { type ListDetails, useChangeList } from '../../api/use-list.ts';

/** Asks how many customers one batch may change. */
export function BrakeDialog({ list, onClose }: { list: ListDetails; onClose: () => void }) {
  const form = useId();
  const change = useChangeList(list.id);
  const [text, setText] = useState(list.maxAffected?.toString() ?? '');
  const [isWrong, setWrong] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const maxAffected = readCount(text);
    if (maxAffected === null) {
      setWrong(true);
      return;
    }
    change.mutate(
      { maxAffected },
      {
        onSuccess: () => {
          say(m.lists.brakeIsSet);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.lists.setBrake}
      actions={
        <Button kind="primary" type="submit" form={form} busy={change.isPending}>
          {m.common.save}
        </Button>
      }
    >
      <p>{m.lists.brakeHolds}</p>
      <form id={form} onSubmit={submit}>
        <TextField
          label={m.lists.brakeNumber}
          hint={m.lists.brakeHint}
          inputMode="numeric"
          autoComplete="off"
          value={text}
          fault={isWrong ? m.lists.brakeWrong : faultOf(change.error)}
          onChange={(typed) => {
            setText(typed);
            setWrong(false);
          }}
        />
      </form>
    </Dialog>
  );
}

function faultOf(error: Error | null): string | null {
  if (error === null) return null;
  const faults = error instanceof ApiError ? error.faults.join(' ') : '';
  return faults || error.message || m.trouble.offlineTitle;
}
