import type { ListField } from '../../api/use-list.ts';
import { m } from '../../messages/messages.ts';
import { fieldLabel } from '../../parts/field-label.ts';
import { ShownValue } from '../../parts/shown-value.tsx';
import styles from './batch.module.css';
import type { Change } from './use-outcomes.ts';

interface ChangedFieldsProps {
  readonly changes: Change['changes'];
  /** What the list says of its fields: what people call them, and what their values are. */
  readonly fields: readonly ListField[];
}

/** Old → new, field by field. */
export function ChangedFields({ changes, fields }: ChangedFieldsProps) {
  return (
    <dl className={styles.changes}>
      {Object.entries(changes).map(([name, { from, to }]) => {
        const field = fields.find((one) => one.name === name);
        return (
          <div key={name}>
            <dt title={name}>{fieldLabel(fields, name)}</dt>
            <dd>
              <span className="visually-hidden">{m.batches.before}</span>
              <Value value={from} field={field} kind="old" />
              <span aria-hidden> → </span>
              <span className="visually-hidden">{m.batches.after}</span>
              <Value value={to} field={field} kind="new" />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface ValueProps {
  readonly value: unknown;
  readonly field: ListField | undefined;
  readonly kind: 'old' | 'new';
}

function Value({ value, field, kind }: ValueProps) {
  if (value === undefined) return <em className={styles.soft}>{m.batches.empty}</em>;
  const shown = <ShownValue value={value} field={field} />;
  if (kind === 'old') return <del className={styles.old}>{shown}</del>;
  return <ins className={styles.new}>{shown}</ins>;
}
