import { useQueries } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Endpoints } from '../../api/generated/client.ts';
import { useMay } from '../../api/may.ts';
import type { Version } from './use-history.ts';

export type VersionBatch = Pick<
  Endpoints.get_GetBatch['responses'][200]['data'],
  'id' | 'source' | 'operation' | 'undoneBy'
>;

/** The batches that made these versions, by id, as far as they are known yet; none for who may not read batches. */
export function useBatchesOf(versions: readonly Version[]): ReadonlyMap<string, VersionBatch> {
  const mayRead = useMay('batches:read');
  const ids = mayRead ? [...new Set(versions.map(({ batchId }) => batchId).filter((id) => id !== null))] : [];
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['batches', 'of-history', id],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<VersionBatch> =>
        (await api.get('/api/v1/batches/{id}', { path: { id }, overrides: { signal } })).data,
    })),
    combine: (read) => new Map(read.flatMap(({ data }) => (data ? [[data.id, data] as const] : []))),
  });
}
