import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { X } from 'lucide-react';
import type { CustomerId } from './use-customer.ts';
import { useUndo } from './use-undo.ts';

/** A field that was saved a moment ago. */
export interface Saved {
  readonly label: string;
  readonly batchId: string;
  readonly outcome: 'updated' | 'unchanged';
}

interface SavedNoticeProps {
  readonly id: CustomerId;
  readonly saved: Saved;
  readonly onClose: () => void;
}

/** Says that a field was saved, and takes it back. */
export function SavedNotice({ id, saved: { label, batchId, outcome }, onClose }: SavedNoticeProps) {
  // The undo runs in the background, and what has become of it is read as of any batch.
  const mayUndo = useMay('batches:read');
  const undo = useUndo(id);
  const close = (
    <IconButton label={m.common.dismiss} onClick={onClose}>
      <X aria-hidden />
    </IconButton>
  );
  if (outcome === 'unchanged') return <Notice kind="info" title={m.customers.isUnchanged(label)} actions={close} />;
  if (undo.data !== undefined)
    return undo.data ? (
      <Notice kind="success" title={m.customers.isUndone(label)} actions={close} />
    ) : (
      <Notice kind="warning" title={m.customers.isNotUndone(label)} actions={close} />
    );
  return (
    <>
      <Notice
        kind="success"
        title={m.customers.isSaved(label)}
        actions={
          <>
            {mayUndo && (
              <Button busy={undo.isPending} onClick={() => undo.mutate(batchId)}>
                {m.customers.undo}
              </Button>
            )}
            {close}
          </>
        }
      >
        {mayUndo && <Link href={`/batches/${batchId}`}>{m.customers.batchOfIt}</Link>}
      </Notice>
      {undo.error && <Notice kind="error" title={undo.error.message || m.trouble.offlineTitle} />}
    </>
  );
}
