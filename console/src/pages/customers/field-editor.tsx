import { type FormEvent, useEffect, useState } from 'react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Conflict } from './conflict.tsx';
import type { CustomerField } from './customer-fields.ts';
import { FieldInput } from './field-input.tsx';
import { inputKind, inputText, readInput } from './read-input.ts';
import type { Saved } from './saved-notice.tsx';
import { useEdit } from './use-edit.ts';
import { useEscape } from './use-escape.ts';
import type { Customer, CustomerId } from './use-customer.ts';
import styles from './customer.module.css';

interface FieldEditorProps {
  readonly id: CustomerId;
  readonly line: CustomerField;
  readonly customer: Customer;
  /** Told whether something would be lost if it closed now: what was typed, what is being saved, a decision. */
  readonly onHold: (isHeld: boolean) => void;
  readonly onClose: () => void;
  readonly onSaved: (saved: Omit<Saved, 'label'>) => void;
}

/** Changes one field, in its place. */
export function FieldEditor({ id, line, customer, onHold, onClose, onSaved }: FieldEditorProps) {
  const { name, label, field } = line;
  // What its writer saw when he began: somebody else's change that arrives meanwhile must not pass for seen.
  const [seen] = useState(customer);
  const kind = inputKind(field, seen.data[name]);
  const [text, setText] = useState(() => inputText(kind, seen.data[name]));
  const edit = useEdit({ id, field: name, seen, onSaved });
  const form = useEscape(onClose);
  const isHeld = text !== inputText(kind, seen.data[name]) || edit.isSaving || edit.conflict !== null;
  useEffect(() => {
    onHold(isHeld);
    return () => onHold(false);
  }, [onHold, isHeld]);
  const [wrong, setWrong] = useState<string | null>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const read = readInput(kind, text);
    if ('fault' in read) setWrong(read.fault);
    else if (text === inputText(kind, seen.data[name])) onClose();
    else edit.save(read.value);
  }
  if (edit.conflict)
    return <Conflict id={id} line={line} conflict={edit.conflict} onKeepTheirs={onClose} onSaveMine={edit.saveMine} />;
  return (
    <form ref={form} className={styles.editor} onSubmit={submit} noValidate>
      <FieldInput
        kind={kind}
        line={line}
        text={text}
        fault={wrong ?? inWords(edit.fault, line)}
        onChange={(typed) => {
          setText(typed);
          setWrong(null);
          edit.forgetFault();
        }}
      />
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" busy={edit.isSaving}>
          {m.common.save}
        </Button>
        <Button onClick={onClose}>{m.common.cancel}</Button>
        {field?.required !== true && seen.data[name] !== undefined && (
          <Button
            kind="quiet"
            disabled={edit.isSaving}
            onClick={() => edit.save(null)}
            aria-label={m.customers.clear(label)}
          >
            {m.common.clear}
          </Button>
        )}
      </div>
    </form>
  );
}

/** The service calls a field by its name; people by its label. */
function inWords(fault: string | null, { name, label }: CustomerField): string | null {
  return fault?.startsWith(`${name} `) === true ? label + fault.slice(name.length) : fault;
}
