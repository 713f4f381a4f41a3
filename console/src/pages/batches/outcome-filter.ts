import { type Batch, hasEnded, type OutcomeKind, outcomeKinds } from './batch-words.ts';

export const outcomeFilters = ['all', 'problems', 'failed', 'invalid', 'unchanged', 'updated'] as const;
export type OutcomeFilter = (typeof outcomeFilters)[number];

/** The filter of the address; without one what went wrong comes first, where anything did. */
export function outcomeFilterOf(batch: Batch, asked: string | null): OutcomeFilter {
  const known = outcomeFilters.find((filter) => filter === asked);
  if (known) return known;
  return hasEnded(batch) && countOf(batch, 'problems') > 0 ? 'problems' : 'all';
}

export function kindsOf(filter: OutcomeFilter): readonly OutcomeKind[] {
  if (filter === 'all') return outcomeKinds;
  return filter === 'problems' ? ['invalid', 'failed'] : [filter];
}

/** Records that the filter leaves. */
export function countOf({ counts }: Batch, filter: OutcomeFilter): number {
  return kindsOf(filter).reduce((sum, kind) => sum + counts[kind], 0);
}
