import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import table from '../../parts/table.module.css';
import { type BatchFilters, isFiltered } from './batch-filters.ts';
import { BatchRow } from './batch-row.tsx';
import { useBatches } from './use-batches.ts';
import { useListNames } from './use-list-names.ts';

interface BatchListProps {
  readonly filters: BatchFilters;
  readonly onChange: (changed: Partial<BatchFilters>) => void;
}

export function BatchList({ filters, onChange }: BatchListProps) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useBatches(filters);
  const { nameOf } = useListNames();
  if (data === undefined) {
    if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <Loading label={m.common.loading} />;
  }
  const batches = data.pages.flatMap((page) => page.data);
  if (batches.length === 0) return <NoBatches isFiltered={isFiltered(filters)} />;
  const heads = [m.batches.when, m.batches.what, m.batches.list, m.batches.who, m.batches.records, m.batches.state];
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="visually-hidden">{m.shell.batches}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <BatchRow key={batch.id} batch={batch} nameOf={nameOf} onPerson={(by) => onChange({ by })} />
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <div className={table.foot}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {m.common.loadMore}
          </Button>
        </div>
      )}
    </div>
  );
}

function NoBatches({ isFiltered: isFilteredOut }: { isFiltered: boolean }) {
  if (isFilteredOut) return <EmptyState title={m.batches.noneFound}>{m.batches.noneFoundAdvice}</EmptyState>;
  return <EmptyState title={m.batches.noneYet}>{m.batches.noneYetAdvice}</EmptyState>;
}
