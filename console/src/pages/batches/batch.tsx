import { useParams, useSearchParams } from 'wouter';
import { ApiError, isOffline } from '../../api/api-error.ts';
import { m } from '../../messages/messages.ts';
import { ErrorState, Faults } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { BatchActions } from './batch-actions.tsx';
import { BatchCounts } from './batch-counts.tsx';
import { BatchFacts } from './batch-facts.tsx';
import { BatchLead } from './batch-lead.tsx';
import { BatchNotices } from './batch-notices.tsx';
import { BatchProgress } from './batch-progress.tsx';
import { BatchTabs } from './batch-tabs.tsx';
import { batchTitle } from './batch-title.ts';
import { type Batch, hasEnded } from './batch-words.ts';
import { TechnicalDetails } from './technical-details.tsx';
import { UndoPreview } from './undo-preview.tsx';
import { useBatch, useOtherBatch } from './use-batch.ts';
import { useBatchActions } from './use-batch-actions.ts';

/** One batch: while it runs how it gets on, then what became of each record, and what can be done about it. */
export function BatchPage() {
  const { id } = useParams<{ id: string }>();
  // Of another batch nothing of this one is kept: no refusal, no open question.
  return <OneBatch key={id} id={id} />;
}

function OneBatch({ id }: { id: string }) {
  const { data: batch, error, refetch, isLost } = useBatch(id);
  if (error instanceof ApiError && error.status === 404) return <Unknown />;
  if (batch !== undefined) return <Shown batch={batch} isLost={isLost} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading label={m.common.loading} />;
}

function Shown({ batch, isLost }: { batch: Batch; isLost: boolean }) {
  const [params] = useSearchParams();
  const actions = useBatchActions(batch);
  const isRedo = useOtherBatch(batch.undoes ?? null)?.source === 'undo';
  const refusal = actions.undo.error ?? actions.apply.error ?? actions.cancel.error;
  return (
    <>
      <PageHeader
        title={batchTitle(batch, { isResult: params.get('from') === 'upload', isRedo })}
        lead={<BatchLead batch={batch} />}
        back={{ to: '/batches', label: m.shell.batches }}
        actions={<BatchActions batch={batch} actions={actions} />}
      />
      {refusal && (
        <Notice kind="error" title={isOffline(refusal) ? m.trouble.offlineTitle : refusal.message}>
          {isOffline(refusal) ? m.batches.notSent : <Faults error={refusal} />}
        </Notice>
      )}
      <BatchNotices batch={batch} />
      {!hasEnded(batch) && <BatchProgress batch={batch} isLost={isLost} />}
      {batch.source === 'preview' && batch.undoes !== undefined && batch.state === 'completed' && (
        <UndoPreview batch={batch} undoes={batch.undoes} />
      )}
      {isCounted(batch) && <BatchCounts batch={batch} />}
      <BatchTabs batch={batch} />
      <BatchFacts batch={batch} />
      <TechnicalDetails batch={batch} />
    </>
  );
}

/** Of a file that waits to be read nobody knows how many records it has: a nought would be wrong. */
function isCounted(batch: Batch): boolean {
  return batch.counts.total > 0 || hasEnded(batch);
}

function Unknown() {
  return (
    <PageHeader
      title={m.batches.unknown}
      lead={m.batches.unknownAdvice}
      back={{ to: '/batches', label: m.shell.batches }}
    />
  );
}
