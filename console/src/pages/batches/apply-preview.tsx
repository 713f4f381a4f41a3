import type { UseMutationResult } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { type Batch, isExpired } from './batch-words.ts';
import { useOtherBatch } from './use-batch.ts';

interface ApplyPreviewProps {
  readonly batch: Batch;
  readonly apply: UseMutationResult<Batch, Error, void>;
}

/** Does what a preview showed: offered once, before it expires, and where there is something to do. */
export function ApplyPreview({ batch, apply }: ApplyPreviewProps) {
  const undone = useOtherBatch(batch.undoes ?? null);
  if (!canBeApplied(batch)) return null;
  return (
    <Button kind="primary" busy={apply.isPending} onClick={() => apply.mutate()}>
      <Check aria-hidden />
      {batch.undoes === undefined
        ? m.batches.apply(batch.counts.updated)
        : m.batches.applyUndo(undone?.source === 'undo', batch.counts.updated)}
    </Button>
  );
}

function canBeApplied(batch: Batch): boolean {
  const { state, appliedBy, atomic, counts } = batch;
  if (state !== 'completed' || appliedBy !== undefined || isExpired(batch)) return false;
  return counts.updated > 0 && !(atomic && counts.failed + counts.invalid > 0);
}
