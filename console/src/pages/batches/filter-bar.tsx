import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { type Option, Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { type BatchFilters, isFiltered, times } from './batch-filters.ts';
import { batchSources, batchStates } from './batch-words.ts';
import styles from './batches.module.css';
import { usePeople } from './use-batches.ts';
import { useListNames } from './use-list-names.ts';

interface FilterBarProps {
  readonly filters: BatchFilters;
  readonly onChange: (changed: Partial<BatchFilters>) => void;
}

/** Stands for no filter; no state, list or person is called so. */
const all = '*';

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { lists } = useListNames();
  const people = usePeople();
  const choice = (name: 'state' | 'source' | 'list' | 'by' | 'time', label: string, options: readonly Option[]) => (
    <Select
      label={label}
      value={filters[name] ?? all}
      options={[{ value: all, label: m.common.all }, ...withChosen(options, filters[name])]}
      onChange={(value) => onChange({ [name]: value === all ? null : value, ...(name === 'time' && noPeriod) })}
    />
  );
  return (
    <section className={styles.filters} aria-label={m.batches.filters}>
      {choice('time', m.batches.when, named(times, m.batches.times))}
      {choice('state', m.batches.state, named(batchStates, m.batches.states))}
      {choice('source', m.batches.what, named(batchSources, m.batches.sources))}
      {(lists.length > 0 || filters.list !== null) &&
        choice(
          'list',
          m.batches.list,
          lists.map(({ id, name }) => ({ value: id, label: name, detail: id })),
        )}
      {choice(
        'by',
        m.batches.who,
        people.map(({ id, name }) => ({ value: id, label: name })),
      )}
      {filters.time === 'period' && <Period filters={filters} onChange={onChange} />}
      {isFiltered(filters) && (
        <Button kind="quiet" onClick={() => onChange(nothing)}>
          {m.batches.showAll}
        </Button>
      )}
    </section>
  );
}

function Period({ filters: { from, to }, onChange }: FilterBarProps) {
  return (
    <>
      <TextField
        type="date"
        label={m.batches.firstDay}
        value={from ?? ''}
        {...(to !== null && { max: to })}
        onChange={(day) => onChange({ from: day })}
      />
      <TextField
        type="date"
        label={m.batches.lastDay}
        value={to ?? ''}
        {...(from !== null && { min: from })}
        onChange={(day) => onChange({ to: day })}
      />
    </>
  );
}

const noPeriod = { from: null, to: null } as const;
const nothing = { state: null, source: null, list: null, by: null, time: null, ...noPeriod } as const;

function named<Value extends string>(values: readonly Value[], labels: Readonly<Record<Value, string>>): Option[] {
  return values.map((value) => ({ value, label: labels[value] }));
}

/** What the address asks for is a choice, whether it is known here or not. */
function withChosen(options: readonly Option[], chosen: string | null): readonly Option[] {
  if (chosen === null || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
