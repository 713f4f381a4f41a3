import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { api } from '../../../api/api.ts';
import { m } from '../../../messages/messages.ts';
import type { Option } from '../../../parts/select.tsx';
import { useOrganization } from '../../../api/organization.tsx';
import { useList } from '../../../api/use-list.ts';

/** Lists that one can choose among; an organization with more of them opens the others from their own page. */
const listsMax = 200;

/** The lists that a file may be for: the organization's customers, and its campaigns; and the one in the address. */
export function useListChoice() {
  const { organization } = useOrganization();
  const [params, setParams] = useSearchParams();
  const query = useQuery({
    queryKey: ['lists', 'choice', organization.code],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/lists', { query: { limit: listsMax }, overrides: { signal } })).data,
  });
  const company: Option = {
    value: organization.code,
    label: m.update.start.companyList(organization.name),
    detail: organization.code,
  };
  const named = params.get('list');
  const isAmong = named === organization.code || (query.data ?? []).some(({ id }) => id === named);
  // A link may lead to a list that is not among those.
  const other = useList(query.data && !isAmong ? named : null);
  const campaigns = [...(query.data ?? []), ...(other.data && !isAmong ? [other.data] : [])]
    .filter(({ kind }) => kind === 'campaign')
    .map(({ id, name, customers }): Option => ({ value: id, label: name, detail: m.common.customers(customers) }));
  const options = [...campaigns, company];
  // Nothing to choose: it is the one.
  const only = query.data && options.length === 1 ? options[0] : undefined;
  return {
    ...query,
    isPending: query.isPending || other.isLoading,
    options,
    chosen: options.find(({ value }) => value === named) ?? only ?? null,
    choose: (id: string) => setParams({ list: id }, { replace: true }),
  };
}
