import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/api.ts';
import type { Scope } from '../../../api/session.ts';
import { usePages } from '../../../api/use-pages.ts';

export type User = NonNullable<ReturnType<typeof useUsers>['entries']>[number];

const queryKey = ['users'];

export function useUsers() {
  return usePages({
    queryKey,
    read: async (cursor, overrides) => api.get('/api/v1/users', { query: { ...(cursor && { cursor }) }, overrides }),
  });
}

interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly scopes: readonly Scope[];
}

export function useMakeUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ scopes, ...user }: NewUser) =>
      (await api.post('/api/v1/users', { body: { ...user, scopes: [...scopes] } })).data,
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}

export interface UserChange {
  readonly password?: string;
  readonly scopes?: readonly Scope[];
  readonly disabled?: boolean;
}

export function useChangeUser(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ scopes, ...change }: UserChange) => {
      const body = { ...change, ...(scopes && { scopes: [...scopes] }) };
      return (await api.patch('/api/v1/users/{id}', { path: { id }, body })).data;
    },
    onSuccess: async () => queries.invalidateQueries({ queryKey }),
  });
}
