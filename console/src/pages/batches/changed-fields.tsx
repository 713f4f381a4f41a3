import { m } from '../../messages/messages.ts';
import styles from './batch.module.css';
import type { Change } from './use-outcomes.ts';

interface ChangedFieldsProps {
  readonly changes: Change['changes'];
  /** What people call the fields. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Old → new, field by field. */
export function ChangedFields({ changes, labels }: ChangedFieldsProps) {
  return (
    <dl className={styles.changes}>
      {Object.entries(changes).map(([field, { from, to }]) => (
        <div key={field}>
          <dt title={field}>{labels.get(field) ?? field}</dt>
          <dd>
            <span className="visually-hidden">{m.batches.before}</span>
            <Value value={from} kind="old" />
            <span aria-hidden> → </span>
            <span className="visually-hidden">{m.batches.after}</span>
            <Value value={to} kind="new" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value, kind }: { value: unknown; kind: 'old' | 'new' }) {
  if (value === undefined) return <em className={styles.soft}>{m.batches.empty}</em>;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (kind === 'old') return <del className={styles.old}>{text}</del>;
  return <ins className={styles.new}>{text}</ins>;
}
