import { m } from '../../messages/messages.ts';
import type { ListField } from '../../api/use-list.ts';
import { fieldLabel } from '../../parts/field-label.ts';
import { ShownValue } from '../../parts/shown-value.tsx';
import type { Version } from './use-history.ts';
import styles from './history.module.css';

interface FieldChangeProps {
  readonly name: string;
  readonly change: Version['changes'][string];
  readonly fields: readonly ListField[];
}

/** Old → new of one field. What it did not have before, or has no more, is said in a word. */
export function FieldChange({ name, change: { from, to }, fields }: FieldChangeProps) {
  const field = fields.find((one) => one.name === name);
  return (
    <div className={styles.change}>
      <dt title={name}>{fieldLabel(fields, name)}</dt>
      <dd>
        {from !== undefined && (
          <>
            <span className="visually-hidden">{m.customers.before}</span>
            <del className={styles.from}>
              <ShownValue value={from} field={field} />
            </del>
            <span aria-hidden className={styles.arrow}>
              →
            </span>
            <span className="visually-hidden">{m.customers.after}</span>
          </>
        )}
        {to === undefined ? (
          <span className={styles.soft}>{m.customers.cleared}</span>
        ) : (
          <ins className={styles.to}>
            <ShownValue value={to} field={field} />
          </ins>
        )}
      </dd>
    </div>
  );
}
