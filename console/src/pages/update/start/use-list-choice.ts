import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { api } from '../../../api/api.ts';
import { m } from '../../../messages/messages.ts';
import type { Option } from '../../../parts/select.tsx';
import { useOrganization } from '../../../api/organization.tsx';

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
  const campaigns = (query.data ?? [])
    .filter(({ kind }) => kind === 'campaign')
    .map(({ id, name, customers }): Option => ({ value: id, label: name, detail: m.common.customers(customers) }));
  const named = params.get('list');
  const options = [...campaigns, company];
  // Nothing to choose: it is the one.
  const only = query.data && options.length === 1 ? options[0] : undefined;
  return {
    ...query,
    options,
    chosen: options.find(({ value }) => value === named) ?? only ?? null,
    choose: (id: string) => setParams({ list: id }, { replace: true }),
  };
}
