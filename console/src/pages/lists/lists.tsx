import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import table from '../../parts/table.module.css';
import { useOrganization } from '../../api/organization.tsx';
import { ListRow } from './list-row.tsx';
import { useList } from '../../api/use-list.ts';
import { useLists } from '../../api/use-lists.ts';

/** `/lists`: whose customers there are, and the ways to what can be done with them. */
export function Lists() {
  const mayRead = useMay('customers:read');
  return (
    <>
      <PageHeader title={m.shell.lists} lead={m.lists.lead} />
      {mayRead ? <AllLists /> : <EmptyState title={m.trouble.notAllowed}>{m.lists.notAllowed}</EmptyState>}
    </>
  );
}

function AllLists() {
  const { organization } = useOrganization();
  const pages = useLists();
  const { entries: written, error, refetch } = pages;
  // An organization's list as a company is there before anything was written to it: its template is where one begins.
  const own = useList(organization.code);
  const failed = error ?? own.error;
  if (failed && !(written && own.data))
    return <ErrorState error={failed} onRetry={() => void Promise.all([refetch(), own.refetch()])} />;
  if (!written || !own.data) return <Loading label={m.common.loading} />;
  const lists = [own.data, ...written.filter(({ id }) => id !== organization.code)];
  return (
    <>
      <TableFrame label={m.shell.lists}>
        <thead>
          <tr>
            <th scope="col">{m.lists.name}</th>
            <th scope="col">{m.lists.kind}</th>
            <th scope="col">{m.lists.status}</th>
            <th scope="col" className={table.number}>
              {m.lists.customers}
            </th>
            <th scope="col">{m.lists.brake}</th>
            <th scope="col">{m.lists.actions}</th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <ListRow key={list.id} list={list} />
          ))}
        </tbody>
      </TableFrame>
      <MoreButton {...pages} />
    </>
  );
}
