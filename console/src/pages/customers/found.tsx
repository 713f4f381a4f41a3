import { useEffect } from 'react';
import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { CustomerList } from '../../api/use-lists.ts';
import { FoundTable } from './found-table.tsx';
import { useSearchAddress } from './search-address.ts';
import { useFoundCustomers } from './use-found-customers.ts';
import styles from './customers.module.css';

/** The customers of a list that the address asks for. */
export function Found({ list }: { list: CustomerList }) {
  const { search, status } = useSearchAddress();
  const found = useFoundCustomers({ list: list.id, search: search.trim(), status });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = found;
  // A page may hold nobody although others follow: then there is nothing yet to show.
  const isLooking = data?.customers.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking && !isFetchingNextPage && !error) void fetchNextPage();
  }, [isLooking, isFetchingNextPage, error, fetchNextPage]);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || isLooking) return <Loading label={m.common.loading} />;
  const { customers } = data;
  return (
    <div className={styles.found} aria-busy={isPlaceholderData}>
      <p role="status" className={customers.length === 0 ? 'visually-hidden' : styles.soft}>
        {isPlaceholderData ? m.customers.searching : m.customers.shown(customers.length, hasNextPage)}
      </p>
      {data.isIncomplete && <Notice kind="info">{m.customers.incomplete}</Notice>}
      {customers.length === 0 ? (
        <Nobody list={list} search={search.trim()} />
      ) : (
        <FoundTable list={list} customers={customers} search={search} />
      )}
      {error && <ErrorState error={error} onRetry={() => void fetchNextPage()} />}
      {hasNextPage && !isPlaceholderData && (
        <Button className={styles.more} busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.common.loadMore}
        </Button>
      )}
    </div>
  );
}

/** Says for what was looked, and where else one may look. */
function Nobody({ list, search }: { list: CustomerList; search: string }) {
  const { status, setStatus } = useSearchAddress();
  const mayWrite = useMay('customers:write');
  if (search === '' && status === 'removed')
    return <EmptyState title={m.customers.noneRemoved}>{m.customers.noneRemovedMeans}</EmptyState>;
  if (search === '')
    return (
      <EmptyState
        title={m.customers.emptyList(list.name)}
        action={
          mayWrite && (
            <Link className={buttonClass()} href={`/update?list=${encodeURIComponent(list.id)}`}>
              {m.shell.update}
            </Link>
          )
        }
      >
        {list.kind === 'company' ? m.customers.searchHintOfCompany : m.customers.searchHint}
      </EmptyState>
    );
  return (
    <EmptyState
      title={m.customers.noMatch(search)}
      action={status === 'active' && <Button onClick={() => setStatus('all')}>{m.customers.alsoRemoved}</Button>}
    >
      {m.customers.lookedFor[status === 'removed' ? 'removed' : list.kind](list.name)}
    </EmptyState>
  );
}
