import { useSearchParams } from 'wouter';
import { type ListField, useList } from '../../api/use-list.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Select } from '../../parts/select.tsx';
import styles from './batch.module.css';
import { type Batch, hasEnded } from './batch-words.ts';
import { CustomerLink } from './customer-link.tsx';
import { countOf, kindsOf, outcomeFilterOf, outcomeFilters } from './outcome-filter.ts';
import { PagedRows } from './paged-rows.tsx';
import { Reasons } from './reasons.tsx';
import { type Outcome, useOutcomes } from './use-outcomes.ts';

/** What became of each record. */
export function OutcomesTab({ batch }: { batch: Batch }) {
  const [params, setParams] = useSearchParams();
  const filter = outcomeFilterOf(batch, params.get('outcome'));
  const pages = useOutcomes(batch, kindsOf(filter));
  const { data: list } = useList(batch.list);
  const fields = list?.fields ?? [];
  const heads = [
    ...(hasPlaces(batch) ? [placeHead(batch)] : []),
    m.batches.customer,
    m.batches.outcome,
    m.batches.reason,
  ];
  return (
    <>
      <div className={styles.toolbar}>
        <Select
          label={m.batches.shown}
          isLabelHidden
          value={filter}
          options={outcomeFilters.map((value) => ({
            value,
            label: m.batches.outcomeFilters[value],
            detail: formatNumber(countOf(batch, value)),
          }))}
          onChange={(outcome) =>
            setParams((before) => new URLSearchParams({ ...Object.fromEntries(before), tab: 'outcomes', outcome }), {
              replace: true,
            })
          }
        />
      </div>
      <PagedRows
        pages={pages}
        label={m.batches.tabs.outcomes}
        heads={heads}
        empty={<p className={styles.none}>{hasEnded(batch) ? m.batches.noOutcomes : m.batches.noOutcomesYet}</p>}
        renderRow={(outcome) => outcomeRow(outcome, { batch, fields })}
      />
    </>
  );
}

interface Shown {
  readonly batch: Batch;
  readonly fields: readonly ListField[];
}

function outcomeRow(outcome: Outcome, { batch, fields }: Shown) {
  const { index, row, table: sheet, key, outcome: kind } = outcome;
  return (
    <tr key={index}>
      {hasPlaces(batch) && (
        <td>
          {formatNumber(row ?? index + 1)}
          {sheet === 'contacts' && <span className={styles.soft}> {m.batches.contactsRow}</span>}
        </td>
      )}
      <td className={styles.key}>
        <CustomerLink batch={batch} customer={key} />
      </td>
      <td>
        <Badge tone={kind}>{m.outcomes[kind]}</Badge>
      </td>
      <td className={styles.reason}>
        <Reasons outcome={outcome} fields={fields} />
      </td>
    </tr>
  );
}

/** The records of an undo are changes of another batch: they have no places that somebody could look up. */
function hasPlaces({ undoes }: Batch): boolean {
  return undoes === undefined;
}

function placeHead({ source }: Batch): string {
  return source === 'campaign' ? m.batches.record : m.batches.row;
}
