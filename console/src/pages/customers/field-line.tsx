import { Pencil } from 'lucide-react';
import type { ReactNode } from 'react';
import { m } from '../../messages/messages.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import type { CustomerField } from './customer-fields.ts';
import { ShownValue } from '../../parts/shown-value.tsx';
import styles from './customer.module.css';

interface FieldLineProps {
  readonly line: CustomerField;
  readonly value: unknown;
  /** null: it is not to be edited, or is being edited. */
  readonly onEdit: (() => void) | null;
  /** In the place of the value, as long as it is edited. */
  readonly children: ReactNode;
}

/** A field of a customer: what it is called, and its value or the form that changes it. */
export function FieldLine({ line: { name, label, field }, value, onEdit, children }: FieldLineProps) {
  return (
    <div className={styles.line} data-field={name}>
      <dt title={name}>{label}</dt>
      <dd>
        {children !== false ? (
          children
        ) : (
          <div className={styles.held}>
            <ShownValue value={value} field={field} />
            {onEdit && (
              <IconButton className={styles.edit} label={m.customers.edit(label)} data-edit={name} onClick={onEdit}>
                <Pencil aria-hidden />
              </IconButton>
            )}
          </div>
        )}
      </dd>
    </div>
  );
}
