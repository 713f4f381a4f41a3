import type { UseMutationResult } from '@tanstack/react-query';
import { m } from '../../messages/messages.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { say } from '../../parts/toast.tsx';
import { lastUsedSentence } from './last-used.tsx';

interface RevokeProps {
  readonly revoke: UseMutationResult<unknown, Error, string>;
  readonly entry: { readonly id: string; readonly name: string; readonly lastUsedAt: string | null };
  readonly title: string;
  /** What stops working. */
  readonly means: string;
  /** What comes on top; null: nothing. */
  readonly warning: string | null;
  readonly confirm: string;
  readonly onClose: () => void;
}

/** Asks before something ends for good. */
export function Revoke({ revoke, entry, title, means, warning, confirm, onClose }: RevokeProps) {
  const onSuccess = (): void => {
    say(m.access.isGone(entry.name));
    onClose();
  };
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={title}
      confirm={confirm}
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate(entry.id, { onSuccess })}
    >
      {revoke.error && <ErrorState error={revoke.error} />}
      <p>{means}</p>
      <p>{lastUsedSentence(entry.lastUsedAt)}</p>
      {warning !== null && <Notice kind="warning">{warning}</Notice>}
    </Confirm>
  );
}
