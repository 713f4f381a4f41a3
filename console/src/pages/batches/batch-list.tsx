import { m } from '../../messages/messages.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { type BatchFilters, isFiltered } from './batch-filters.ts';
import { BatchRow } from './batch-row.tsx';
import { PagedRows } from './paged-rows.tsx';
import { useBatches } from './use-batches.ts';
import { useListNames } from './use-list-names.ts';

interface BatchListProps {
  readonly filters: BatchFilters;
  readonly onChange: (changed: Partial<BatchFilters>) => void;
}

export function BatchList({ filters, onChange }: BatchListProps) {
  const { nameOf } = useListNames();
  return (
    <PagedRows
      pages={useBatches(filters)}
      label={m.shell.batches}
      heads={[m.batches.when, m.batches.what, m.batches.list, m.batches.who, m.batches.records, m.batches.state]}
      empty={<NoBatches isFiltered={isFiltered(filters)} />}
      renderRow={(batch) => (
        <BatchRow key={batch.id} batch={batch} nameOf={nameOf} onPerson={(by) => onChange({ by })} />
      )}
    />
  );
}

function NoBatches({ isFiltered: isFilteredOut }: { isFiltered: boolean }) {
  if (isFilteredOut) return <EmptyState title={m.batches.noneFound}>{m.batches.noneFoundAdvice}</EmptyState>;
  return <EmptyState title={m.batches.noneYet}>{m.batches.noneYetAdvice}</EmptyState>;
}
