import { type ListField, useList } from '../../api/use-list.ts';
import { m } from '../../messages/messages.ts';
import styles from './batch.module.css';
import { type Batch, hasEnded } from './batch-words.ts';
import { ChangedFields } from './changed-fields.tsx';
import { CustomerLink } from './customer-link.tsx';
import { PagedRows } from './paged-rows.tsx';
import { type Change, useChanges } from './use-outcomes.ts';

/** Of each customer what it had, and what it has from this batch. */
export function ChangesTab({ batch }: { batch: Batch }) {
  const pages = useChanges(batch);
  const { data: list } = useList(batch.list);
  const fields = list?.fields ?? [];
  return (
    <PagedRows
      pages={pages}
      label={m.batches.tabs.changes}
      heads={[m.batches.customer, batch.source === 'preview' ? m.batches.wouldChange : m.batches.changedFields]}
      empty={<p className={styles.none}>{emptyBecause(batch)}</p>}
      renderRow={(change) => changeRow(change, { batch, fields })}
    />
  );
}

interface Shown {
  readonly batch: Batch;
  readonly fields: readonly ListField[];
}

function changeRow({ key, changes }: Change, { batch, fields }: Shown) {
  return (
    <tr key={key}>
      <td className={styles.key}>
        <CustomerLink batch={batch} customer={key} />
      </td>
      <td>
        <ChangedFields changes={changes} fields={fields} />
      </td>
    </tr>
  );
}

function emptyBecause(batch: Batch): string {
  if (batch.historySwept === true) return m.batches.swept;
  return hasEnded(batch) ? m.batches.noChanges : m.batches.noChangesYet;
}
