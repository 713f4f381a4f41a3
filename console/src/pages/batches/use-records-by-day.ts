import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useOrganization } from '../../api/organization.tsx';
import type { Endpoints } from '../../api/generated/client.ts';

export type Day = Endpoints.get_GetRecordStatistics['responses'][200]['data']['days'][number];

/** The last 30 days, as the reader's clock has them. */
export function useRecordsByDay(list: string | null) {
  const { organization } = useOrganization();
  return useQuery({
    queryKey: ['batches', 'by-day', organization.code, list],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      const query = { timeZone, ...(list !== null && { list }) };
      return (await api.get('/api/v1/statistics/records', { query, overrides: { signal } })).data.days;
    },
  });
}
