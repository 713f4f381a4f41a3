import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { List } from './upload-data.ts';

/** The list that a file is for, with its fields; nothing where there is no such list any more. */
export function useList(id: string | null) {
  return useQuery({
    queryKey: ['lists', id],
    enabled: id !== null,
    queryFn: async ({ signal }): Promise<List> =>
      (await api.get('/api/v1/lists/{id}', { path: { id: id ?? '' }, overrides: { signal } })).data,
    staleTime: 60_000,
  });
}
