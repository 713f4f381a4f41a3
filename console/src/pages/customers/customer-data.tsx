import { useRef, useState } from 'react';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { fieldLabel } from '../../parts/field-label.ts';
import { say } from '../../parts/toast.tsx';
import type { ListDetails } from '../../api/use-list.ts';
import { type CustomerField, customerFields } from './customer-fields.ts';
import { FieldEditor } from './field-editor.tsx';
import { FieldLine } from './field-line.tsx';
import type { Saved } from './saved-notice.tsx';
import type { Customer, CustomerId } from './use-customer.ts';
import styles from './customer.module.css';

interface CustomerDataProps {
  readonly id: CustomerId;
  readonly customer: Customer;
  readonly list: ListDetails;
  readonly onSaved: (saved: Saved | null) => void;
}

/** All that a customer has, field by field; each is edited in its place, one at a time. */
export function CustomerData({ id, customer, list, onSaved }: CustomerDataProps) {
  const mayWrite = useMay('customers:write');
  const [edited, setEdited] = useState<string | null>(null);
  const [isHeld, setHeld] = useState(false);
  const lines = useRef<HTMLDListElement>(null);
  const close = (name: string): void => {
    setEdited(null);
    // Where the field was opened from: whoever works by keyboard goes on from there.
    queueMicrotask(() =>
      requestAnimationFrame(() =>
        lines.current?.querySelector<HTMLElement>(`[data-edit="${CSS.escape(name)}"]`)?.focus(),
      ),
    );
  };
  const open = (name: string): void => {
    if (edited === null || !isHeld) {
      setEdited(name);
      return;
    }
    // What was typed into another is not thrown away for this one.
    say(m.customers.finishFirst(fieldLabel(list.fields, edited)));
    lines.current
      ?.querySelector(`[data-field="${CSS.escape(edited)}"]`)
      ?.querySelector<HTMLElement>(inputs)
      ?.focus();
  };
  return (
    <Card title={m.customers.data}>
      <dl className={styles.lines} ref={lines}>
        {customerFields(list.fields, customer.data)
          .filter((line) => isShown(line, customer))
          .map((line) => {
            const { name, label, field } = line;
            const isOpen = edited === name;
            const canEdit = mayWrite && field?.isKey !== true && field?.readOnly !== true;
            return (
              <FieldLine
                key={name}
                line={line}
                value={customer.data[name]}
                onEdit={canEdit && !isOpen ? () => open(name) : null}
              >
                {isOpen && (
                  <FieldEditor
                    id={id}
                    line={line}
                    customer={customer}
                    onHold={setHeld}
                    onClose={() => close(name)}
                    onSaved={(saved) => {
                      onSaved({ label, ...saved });
                      close(name);
                    }}
                  />
                )}
              </FieldLine>
            );
          })}
      </dl>
    </Card>
  );
}

/** What the focus goes to in an open field: its input, or the first answer where it asks something. */
const inputs = 'input, textarea, button';

/** What only the service writes is shown where it has. */
function isShown({ name, field }: CustomerField, { data }: Customer): boolean {
  return field?.readOnly !== true || data[name] !== undefined;
}
