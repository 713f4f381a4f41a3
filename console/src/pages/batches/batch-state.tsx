import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { type Batch, isExpired, stateTones } from './batch-words.ts';

/** How far a batch is, in a word; of a preview that is done, whether it was applied. */
export function StateBadge({ batch }: { batch: Batch }) {
  const { state, source, appliedBy } = batch;
  if (source !== 'preview' || state !== 'completed')
    return <Badge tone={stateTones[state]}>{m.batches.states[state]}</Badge>;
  if (appliedBy !== undefined) return <Badge tone="updated">{m.batches.previews.applied}</Badge>;
  if (isExpired(batch)) return <Badge tone="unchanged">{m.batches.previews.expired}</Badge>;
  return <Badge tone="accent">{m.batches.previews.open}</Badge>;
}
