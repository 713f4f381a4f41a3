import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Endpoints } from '../../api/generated/client.ts';
import { type Batch, hasEnded, type OutcomeKind } from './batch-words.ts';

export type Outcome = Endpoints.get_ListBatchOutcomes['responses'][200]['data'][number];
export type Change = Endpoints.get_ListBatchChanges['responses'][200]['data'][number];

const pageMax = 50;
/** Milliseconds between two looks while the batch runs. */
const lookMs = 2_000;

/** What became of the records of these kinds, in the order of the request; of a running batch what is known by now. */
export function useOutcomes(batch: Batch, kinds: readonly OutcomeKind[]) {
  const { id } = batch;
  return useInfiniteQuery({
    queryKey: ['batches', 'outcomes', id, kinds],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: pageMax, cursor: pageParam, outcome: [...kinds] };
      return api.get('/api/v1/batches/{id}/outcomes', { path: { id }, query, overrides: { signal } });
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: hasEnded(batch) ? false : lookMs,
  });
}

/** What it changed, customer by customer. */
export function useChanges(batch: Batch) {
  const { id } = batch;
  return useInfiniteQuery({
    queryKey: ['batches', 'changes', id],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) =>
      api.get('/api/v1/batches/{id}/changes', {
        path: { id },
        query: { limit: pageMax, cursor: pageParam },
        overrides: { signal },
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: hasEnded(batch) ? false : lookMs,
  });
}
