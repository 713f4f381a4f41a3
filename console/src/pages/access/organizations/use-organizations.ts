import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/api.ts';
import { usePages } from '../../../api/use-pages.ts';

export type Organization = NonNullable<ReturnType<typeof useOrganizations>['entries']>[number];

/** Beside what the session shows of them. */
const queryKey = ['organizations'];
const limit = 200;

export function useOrganizations() {
  return usePages({
    queryKey,
    read: async (cursor, overrides) =>
      api.get('/api/v1/organizations', { query: { limit, ...(cursor && { cursor }) }, overrides }),
  });
}

interface NewOrganization {
  readonly code: string;
  readonly name: string;
  readonly parent: string;
}

export function useMakeOrganization() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewOrganization) => (await api.post('/api/v1/organizations', { body })).data,
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey }),
        queries.invalidateQueries({ queryKey: ['session', 'organizations'] }),
      ]);
    },
  });
}
