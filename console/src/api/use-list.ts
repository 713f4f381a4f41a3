import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Endpoints } from './generated/client.ts';
import { useMay } from './may.ts';

/** A customer list by itself, with what its customers look like. */
export type ListDetails = Endpoints.get_GetList['responses'][200]['data'];
export type ListField = ListDetails['fields'][number];
type ListChange = Endpoints.patch_ChangeList['parameters']['body'];

/** One list; nothing where none is chosen, where there is no such list any more, or where it must not be read. */
export function useList(id: string | null) {
  const mayRead = useMay('customers:read');
  return useQuery({
    queryKey: listKey(id),
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/lists/{id}', { path: { id: id ?? '' }, overrides: { signal } })).data,
    enabled: mayRead && id !== null,
  });
}

/** Sets the brake of a list, or forgets how its columns were matched. */
export function useChangeList(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (change: ListChange) =>
      (await api.patch('/api/v1/lists/{id}', { path: { id }, body: change })).data,
    onSuccess: (list) => {
      queries.setQueryData(listKey(id), list);
      return queries.invalidateQueries({ queryKey: ['lists', 'all'] });
    },
  });
}

function listKey(id: string | null) {
  return ['lists', 'one', id];
}
