import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useMay } from '../../api/may.ts';

/** The list that a batch writes to; undefined while it is not known, or must not be read. */
export function useListDetails(id: string | null) {
  const mayRead = useMay('customers:read');
  const { data } = useQuery({
    queryKey: ['lists', 'one', id],
    enabled: mayRead && id !== null,
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/lists/{id}', { path: { id: id ?? '' }, overrides: { signal } })).data,
  });
  return data;
}
