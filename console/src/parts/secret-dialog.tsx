import { useId, useState } from 'react';
import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { Notice } from './notice.tsx';
import styles from './secret-dialog.module.css';

interface SecretDialogProps {
  readonly title: string;
  /** What is needed with the secret and is no secret itself. */
  readonly beside?: { readonly label: string; readonly text: string };
  readonly label: string;
  readonly secret: string;
  /** What to do with it. */
  readonly hint?: string;
  readonly onClose: () => void;
}

/** Shows a secret the one time that there is. Whoever closes it without having copied it is asked first. */
export function SecretDialog({ title, beside, label, secret, hint, onClose }: SecretDialogProps) {
  const [isCopied, setCopied] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const close = (): void => (isCopied || isAsking ? onClose() : setAsking(true));
  return (
    <Dialog
      isOpen
      onClose={close}
      title={title}
      closeLabel={isAsking ? m.common.secretCloseAnyway : m.common.secretDone}
      actions={isAsking && <Button onClick={() => setAsking(false)}>{m.common.back}</Button>}
    >
      {isAsking ? (
        <Notice kind="warning" title={m.common.secretNotCopied}>
          {m.common.secretOnce}
        </Notice>
      ) : (
        <Notice kind="info">{m.common.secretOnce}</Notice>
      )}
      {beside && <Value label={beside.label} text={beside.text} />}
      <Value label={label} text={secret} onCopied={() => setCopied(true)} />
      {hint !== undefined && <p>{hint}</p>}
    </Dialog>
  );
}

function Value({ label, text, onCopied }: { label: string; text: string; onCopied?: () => void }) {
  const id = useId();
  return (
    <div className={styles.secret}>
      <strong id={id}>{label}</strong>
      <div className={styles.row}>
        {/* Whoever marks and copies it by hand has it too. */}
        <textarea className={styles.value} aria-labelledby={id} readOnly rows={2} value={text} onCopy={onCopied} />
        <CopyButton text={text} label={m.common.copyOf(label)} {...(onCopied && { onCopied })} />
      </div>
    </div>
  );
}
