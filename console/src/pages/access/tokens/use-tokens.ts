import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/api.ts';
import type { Scope } from '../../../api/session.ts';
import { usePages } from '../../../api/use-pages.ts';

export type Token = NonNullable<ReturnType<typeof useTokens>['entries']>[number];

const queryKey = ['tokens'];

export function useTokens() {
  return usePages({
    queryKey,
    read: async (cursor, overrides) => api.get('/api/v1/tokens', { query: { ...(cursor && { cursor }) }, overrides }),
  });
}

interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** A duration or a moment; null: never. */
  readonly expires: string | null;
}

export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, scopes, expires }: NewToken) => {
      const body = { name, scopes: [...scopes], ...(expires !== null && { expires }) };
      return (await api.post('/api/v1/tokens', { body })).data;
    },
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await api.post('/api/v1/tokens/{id}/revoke', { path: { id } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}
