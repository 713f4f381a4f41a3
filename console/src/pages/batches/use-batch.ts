import { type QueryClient, replaceEqualDeep, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { type Following, useFollow } from '../../api/follow.ts';
import { type Batch, hasEnded } from './batch-words.ts';

/** One batch, followed while it has not ended: through reloads of the page and restarts of the service. */
export function useBatch(id: string) {
  const queries = useQueryClient();
  const query = useQuery(batchQuery(id));
  const isOpen = query.data !== undefined && !hasEnded(query.data);
  const following: Following = useFollow<Batch>(isOpen ? `/api/v1/batches/${id}/events` : null, {
    onReport: (report) => {
      queries.setQueryData(batchKey(id), report);
      if (hasEnded(report)) void readAnew(queries, id);
    },
    isFinal: hasEnded,
    read: async () => query.refetch({ throwOnError: true }),
  });
  return { ...query, isLost: isOpen && following === 'lost' };
}

/** The batch that another one speaks of; null: it speaks of none. */
export function useOtherBatch(id: string | null): Batch | null {
  const { data } = useQuery({ ...batchQuery(id ?? ''), enabled: id !== null });
  return data ?? null;
}

export function batchKey(id: string) {
  return ['batches', 'one', id] as const;
}

function batchQuery(id: string) {
  return {
    queryKey: batchKey(id),
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Batch> =>
      (await api.get('/api/v1/batches/{id}', { path: { id }, overrides: { signal } })).data,
    structuralSharing: (before: unknown, after: unknown) => notBack(before as Batch | undefined, after as Batch),
  };
}

/** A batch that has ended stays so: an answer that was on its way while its last event came is the older one. */
function notBack(before: Batch | undefined, after: Batch): Batch {
  if (before !== undefined && hasEnded(before) && !hasEnded(after)) return before;
  return replaceEqualDeep(before, after);
}

/** A batch has ended: what was read of batches and customers before is no longer so. */
async function readAnew(queries: QueryClient, id: string): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey: [noun, ...rest] }) =>
      noun === 'customers' || noun === 'lists' || (noun === 'batches' && !(rest[0] === 'one' && rest[1] === id)),
  });
}
