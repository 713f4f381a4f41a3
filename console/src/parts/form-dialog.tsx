import { type FormEvent, type ReactNode, useId } from 'react';
import { isOffline } from '../api/api-error.ts';
import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import styles from './dialog.module.css';
import { Faults } from './error-state.tsx';
import { Notice } from './notice.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly isBusy: boolean;
  /** Why the service refused it. */
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A few fields to fill in and send. Open as long as it is there. */
export function FormDialog({ title, submit, isBusy, error, onSubmit, onClose, children }: FormDialogProps) {
  const form = useId();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) onSubmit();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      actions={
        <Button type="submit" form={form} kind="primary" busy={isBusy}>
          {submit}
        </Button>
      }
    >
      {error && (
        <Notice kind="error" title={isOffline(error) ? m.trouble.offlineTitle : error.message}>
          <Faults error={error} />
        </Notice>
      )}
      <form id={form} className={styles.content} onSubmit={send}>
        {children}
      </form>
    </Dialog>
  );
}
