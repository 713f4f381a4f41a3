import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '../../api/api.ts';
import { useOrganization } from '../../api/organization.tsx';
import { usePages } from '../../api/use-pages.ts';

export type Webhook = NonNullable<ReturnType<typeof useWebhooks>['entries']>[number];
export type WebhookEvent = Webhook['events'][number];

const queryKey = ['webhooks'];

export function useWebhooks() {
  return usePages({
    queryKey: [...queryKey, 'all'],
    read: async (cursor, overrides) => api.get('/api/v1/webhooks', { query: { ...(cursor && { cursor }) }, overrides }),
  });
}

export function useWebhook(id: string) {
  const { organization } = useOrganization();
  return useQuery({
    queryKey: [...queryKey, id, organization.code],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/webhooks/{id}', { path: { id }, overrides: { signal } })).data,
  });
}

export interface WebhookValues {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
}

export function useMakeWebhook() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ events, ...values }: WebhookValues) =>
      (await api.post('/api/v1/webhooks', { body: { ...values, events: [...events] } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}

interface WebhookChange extends Partial<WebhookValues> {
  readonly disabled?: boolean;
  readonly rotateSecret?: true;
}

export function useChangeWebhook(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ events, ...change }: WebhookChange) => {
      const body = { ...change, ...(events && { events: [...events] }) };
      return (await api.patch('/api/v1/webhooks/{id}', { path: { id }, body })).data;
    },
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}

/** Deletes it and goes back to the others. */
export function useRemoveWebhook(id: string) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: async () => api.delete('/api/v1/webhooks/{id}', { path: { id } }),
    onSuccess: async () => {
      navigate('/webhooks');
      queries.removeQueries({ queryKey: [...queryKey, id] });
      await queries.invalidateQueries({ queryKey: [...queryKey, 'all'] });
    },
  });
}
