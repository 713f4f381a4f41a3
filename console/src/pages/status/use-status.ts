import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

export type ServiceStatus = NonNullable<ReturnType<typeof useStatus>['data']>;
export type Check = ServiceStatus['checks'][number];

/** Milliseconds; only while somebody looks at the page. */
const refreshMs = 5_000;

export function useStatus({ isAllowed }: { isAllowed: boolean }) {
  return useQuery({
    queryKey: ['status'],
    queryFn: async ({ signal }) => {
      // Of the service, whomever one acts for.
      return (await api.get('/api/v1/status', { overrides: { signal } })).data;
    },
    enabled: isAllowed,
    refetchInterval: refreshMs,
    refetchIntervalInBackground: false,
  });
}
