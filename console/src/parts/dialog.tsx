import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { m } from '../messages/messages.ts';
import styles from './dialog.module.css';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons below; the one that closes stands before them. */
  readonly actions?: ReactNode;
  readonly closeLabel?: string;
}

/** A question or a form that has to be done with before the page goes on. */
export function Dialog({ isOpen, onClose, title, children, actions, closeLabel = m.common.cancel }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={styles.popup}>
            <Base.Title render={<h2 />}>{title}</Base.Title>
            <div className={styles.content}>{children}</div>
            <div className={styles.actions}>
              <Button onClick={onClose}>{closeLabel}</Button>
              {actions}
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

interface ConfirmProps extends Omit<DialogProps, 'actions'> {
  readonly confirm: string;
  readonly kind?: ButtonProps['kind'];
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before something is done that people would be sorry for. */
export function Confirm({ confirm, kind = 'danger', isBusy = false, onConfirm, ...dialog }: ConfirmProps) {
  return (
    <Dialog
      {...dialog}
      actions={
        <Button kind={kind} busy={isBusy} onClick={onConfirm}>
          {confirm}
        </Button>
      }
    />
  );
}
