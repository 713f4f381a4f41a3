import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '../../api/api.ts';
import type { Batch } from './batch-words.ts';
import { batchKey } from './use-batch.ts';

/** What can be done with a batch. What begins another batch goes on to that one's page. */
export function useBatchActions({ id }: Pick<Batch, 'id'>) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const goTo = (batch: Batch): void => {
    queries.setQueryData(batchKey(batch.id), batch);
    void queries.invalidateQueries({ queryKey: ['batches'] });
    navigate(`/batches/${batch.id}`);
  };
  const path = { id };
  return {
    /** Nothing is restored yet: it is worked out, and shown. */
    undo: useMutation({
      mutationFn: async () => (await api.post('/api/v1/batches/{id}/undo', { path, query: { dryRun: true } })).data,
      onSuccess: goTo,
    }),
    apply: useMutation({
      mutationFn: async () => (await api.post('/api/v1/batches/{id}/apply', { path })).data,
      onSuccess: goTo,
      // Refused: somebody has applied it meanwhile, or it has expired; then the page says so.
      onError: () => queries.invalidateQueries({ queryKey: batchKey(id) }),
    }),
    cancel: useMutation({
      mutationFn: async () => (await api.post('/api/v1/batches/{id}/cancel', { path })).data,
      onSettled: () => queries.invalidateQueries({ queryKey: ['batches'] }),
    }),
  };
}
