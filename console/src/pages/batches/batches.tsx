import { useSearchParams } from 'wouter';
import { m } from '../../messages/messages.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { type BatchFilters, readFilters } from './batch-filters.ts';
import { BatchList } from './batch-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { RecordsPlot } from './records-plot.tsx';

/** All that was changed in bulk, and what runs at this moment. */
export function Batches() {
  const [params, setParams] = useSearchParams();
  const filters = readFilters(params);
  const change = (changed: Partial<BatchFilters>): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changed)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <PageHeader title={m.shell.batches} lead={m.batches.lead} />
      <RecordsPlot list={filters.list} onDay={(day) => change({ time: 'period', from: day, to: day })} />
      <FilterBar filters={filters} onChange={change} />
      <BatchList filters={filters} onChange={change} />
    </>
  );
}
