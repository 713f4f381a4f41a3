import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/api.ts';
import type { Scope } from '../../../api/session.ts';
import { usePages } from '../../../api/use-pages.ts';

export type Client = NonNullable<ReturnType<typeof useClients>['entries']>[number];
export type GrantType = Client['grantTypes'][number];

const queryKey = ['clients'];

export function useClients() {
  return usePages({
    queryKey,
    read: async (cursor, overrides) => api.get('/api/v1/clients', { query: { ...(cursor && { cursor }) }, overrides }),
  });
}

interface NewClient {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly grantTypes: readonly GrantType[];
}

export function useMakeClient() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, scopes, grantTypes }: NewClient) =>
      (await api.post('/api/v1/clients', { body: { name, scopes: [...scopes], grantTypes: [...grantTypes] } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}

export function useRevokeClient() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await api.post('/api/v1/clients/{id}/revoke', { path: { id } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}
