import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useOrganization } from '../../api/organization.tsx';
import { useMay } from '../../api/may.ts';

/** Lists whose names are known; the others show their id. */
const listsMax = 200;

export interface ListNames {
  /** The name of a list; its id where that is not known, or must not be read. */
  readonly nameOf: (id: string) => string;
  readonly lists: readonly { readonly id: string; readonly name: string }[];
}

export function useListNames(): ListNames {
  const { organization } = useOrganization();
  const mayRead = useMay('customers:read');
  const { data } = useQuery({
    queryKey: ['lists', 'names', organization.code],
    enabled: mayRead,
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/lists', { query: { limit: listsMax }, overrides: { signal } })).data,
  });
  const lists = data ?? [];
  return { lists, nameOf: (id) => lists.find((list) => list.id === id)?.name ?? id };
}
