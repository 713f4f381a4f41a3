import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { formatMoment } from '../../format/date.ts';
import { m } from '../../messages/messages.ts';
import { Notice } from '../../parts/notice.tsx';
import { type Batch, isExpired } from './batch-words.ts';

/** What has to be known of a batch before its numbers are read, in sentences. */
export function BatchNotices({ batch }: { batch: Batch }) {
  return (
    <>
      <Ending batch={batch} />
      {batch.undoneBy !== null && (
        <Notice kind="info" title={m.batches.wasUndone}>
          <BatchLink id={batch.undoneBy}>{m.batches.toUndo}</BatchLink>
        </Notice>
      )}
      {batch.source === 'undo' && batch.undoes !== undefined && (
        <Notice kind="info" title={m.batches.isUndo}>
          <BatchLink id={batch.undoes}>{m.batches.toUndone}</BatchLink>
        </Notice>
      )}
      {batch.source === 'preview' && <PreviewNotice batch={batch} />}
      {batch.historySwept === true && (
        <Notice kind="info" title={m.batches.swept}>
          {m.batches.sweptAdvice}
        </Notice>
      )}
    </>
  );
}

/** How it ended, where that is not simply well. */
function Ending({ batch: { state, error, counts, source } }: { batch: Batch }) {
  if (state === 'cancelled')
    return (
      <Notice kind="warning" title={m.batches.wasCancelled}>
        {cancelledAdvice(source, counts)}
      </Notice>
    );
  if (state === 'failed')
    return (
      <Notice kind="error" title={m.batches.hasFailed}>
        {error !== undefined && <p>{asSentence(error)}</p>}
        {source !== 'preview' && <p>{m.batches.failedKeeps(counts.updated)}</p>}
        {source !== 'preview' && counts.failed > 0 && <p>{m.batches.failedMissed(counts.failed)}</p>}
      </Notice>
    );
  if (state === 'interrupted')
    return (
      <Notice kind="warning" title={m.batches.isInterrupted}>
        {source === 'campaign' ? m.batches.interruptedProgram : m.batches.interruptedFile}
      </Notice>
    );
  return null;
}

function cancelledAdvice(source: Batch['source'], { updated, failed }: Batch['counts']): string {
  if (source === 'preview') return m.batches.previewCancelled;
  return updated === 0 ? m.batches.cancelledUnchanged : m.batches.cancelledKeeps(updated, failed);
}

/** A reason that also stands beside each record has no full stop. */
function asSentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

function PreviewNotice({ batch }: { batch: Batch }) {
  const { appliedBy, atomic, counts, expiresAt, state, undoes } = batch;
  if (appliedBy !== undefined)
    return (
      <Notice kind="info" title={m.batches.wasApplied}>
        <BatchLink id={appliedBy}>{m.batches.toApplied}</BatchLink>
      </Notice>
    );
  if (state !== 'completed') return null;
  if (isExpired(batch))
    return (
      <Notice kind="warning" title={m.batches.expired}>
        {m.batches.expiredAdvice}
      </Notice>
    );
  return (
    <Notice kind="info" title={m.batches.nothingYet}>
      {expiresAt !== undefined && <p>{m.batches.expires(formatMoment(expiresAt))}</p>}
      {counts.updated === 0 && <p>{undoes === undefined ? m.batches.nothingToApply : m.batches.nothingToRestore}</p>}
      {atomic && counts.failed + counts.invalid > 0 && <p>{m.batches.allOrNothing}</p>}
      {undoes !== undefined && <BatchLink id={undoes}>{m.batches.toUndone}</BatchLink>}
    </Notice>
  );
}

function BatchLink({ id, children }: { id: string; children: ReactNode }) {
  return <Link href={`/batches/${id}`}>{children}</Link>;
}
