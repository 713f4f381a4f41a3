import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** The id of the token or the user who is signed in: nobody locks himself out unawares. */
export function useOwnId(): string | null {
  const { data } = useQuery({
    queryKey: ['session', 'me'],
    queryFn: async ({ signal }) => (await api.get('/api/v1/me', { overrides: { signal } })).data.token.id,
    staleTime: Infinity,
  });
  return data ?? null;
}
