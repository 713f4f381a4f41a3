import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { usePages } from '../../api/use-pages.ts';

export type Delivery = NonNullable<ReturnType<typeof useDeliveries>['entries']>[number];

/** Milliseconds between two looks: while something is under way, and otherwise, for batches end at any time. */
const lookMs = { pending: 1_500, idle: 10_000 };

const keyOf = (id: string) => ['webhooks', id, 'deliveries'];

export function useDeliveries(id: string) {
  return usePages({
    queryKey: keyOf(id),
    read: async (cursor, overrides) =>
      api.get('/api/v1/webhooks/{id}/deliveries', { path: { id }, query: { ...(cursor && { cursor }) }, overrides }),
    refetchInterval: (entries) => (entries.some(isUnderWay) ? lookMs.pending : lookMs.idle),
  });
}

/** Sends a test now; the answer says what came of it. */
export function useTestWebhook(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.post('/api/v1/webhooks/{id}/test', { path: { id } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey: keyOf(id) }),
  });
}

export function useRetryDelivery(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (deliveryId: string) =>
      (await api.post('/api/v1/webhooks/{id}/deliveries/{deliveryId}/retry', { path: { id, deliveryId } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey: keyOf(id) }),
  });
}

/** A delivery with what was sent. */
export function useDelivery(id: string, deliveryId: string) {
  return useQuery({
    queryKey: [...keyOf(id), deliveryId],
    queryFn: async ({ signal }) => {
      const path = { id, deliveryId };
      return (await api.get('/api/v1/webhooks/{id}/deliveries/{deliveryId}', { path, overrides: { signal } })).data;
    },
  });
}

/** Tried within a moment, not in hours. */
function isUnderWay({ state, nextAttemptAt }: { state: string; nextAttemptAt: string | null }): boolean {
  return state === 'pending' && (nextAttemptAt === null || Date.parse(nextAttemptAt) < Date.now() + 60_000);
}
