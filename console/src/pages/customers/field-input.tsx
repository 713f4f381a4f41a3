import { Field } from '@base-ui/react/field';
import { useEffect, useRef } from 'react';
import { m } from '../../messages/messages.ts';
import { Select } from '../../parts/select.tsx';
import field from '../../parts/text-field.module.css';
import { TextField } from '../../parts/text-field.tsx';
import type { CustomerField } from './customer-fields.ts';
import type { InputKind } from './read-input.ts';
import styles from './customer.module.css';

interface FieldInputProps {
  readonly kind: InputKind;
  readonly line: CustomerField;
  readonly text: string;
  readonly fault: string | null;
  readonly onChange: (text: string) => void;
}

/** The right input for a field; it has the focus as soon as it is there, and again when its value was refused. */
export function FieldInput({ kind, line, text, fault, onChange }: FieldInputProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => focusIn(place.current), []);
  useEffect(() => {
    if (fault !== null) focusIn(place.current);
  }, [fault]);
  const input = { line, text, fault, onChange };
  return (
    <div ref={place}>
      {kind === 'choice' || kind === 'boolean' ? (
        <OneOfFew kind={kind} {...input} />
      ) : linesOf[kind] === undefined ? (
        <TextField
          {...kinds[kind]}
          label={line.label}
          isLabelHidden
          {...(line.field?.description !== undefined && fault === null && { hint: line.field.description })}
          autoComplete="off"
          value={text}
          fault={fault}
          onChange={onChange}
        />
      ) : (
        <Lines rows={linesOf[kind]} {...input} hint={kind === 'list' ? m.customers.anEntryALine : undefined} />
      )}
    </div>
  );
}

function focusIn(place: HTMLElement | null): void {
  place?.querySelector<HTMLElement>('input, textarea, button')?.focus();
}

type InputProps = Omit<FieldInputProps, 'kind'>;

/** Rows of what is written on several lines. */
const linesOf: Partial<Record<InputKind, number>> = { longText: 4, list: 5, json: 8 };

const kinds: Partial<Record<InputKind, { type?: string; inputMode?: 'decimal' | 'tel' | 'email' }>> = {
  number: { inputMode: 'decimal' },
  phone: { type: 'tel', inputMode: 'tel' },
  email: { inputMode: 'email' },
  date: { type: 'date' },
};

function OneOfFew({
  kind,
  line: { label, field: described },
  text,
  fault,
  onChange,
}: InputProps & { kind: InputKind }) {
  const choices = [...(described?.choices ?? [])];
  // What is stored may be older than the rule.
  if (text !== '' && kind === 'choice' && !choices.includes(text)) choices.unshift(text);
  const options =
    kind === 'boolean'
      ? [
          { value: 'true', label: m.common.yes },
          { value: 'false', label: m.common.no },
        ]
      : choices.map((value) => ({ value, label: value }));
  return (
    <>
      <Select
        label={label}
        isLabelHidden
        placeholder={m.common.notSet}
        value={text === '' ? null : text}
        options={options}
        onChange={onChange}
      />
      {fault !== null && (
        <p role="alert" className={field.fault}>
          {fault}
        </p>
      )}
    </>
  );
}

interface LinesProps extends InputProps {
  readonly rows: number;
  readonly hint: string | undefined;
}

function Lines({ rows, hint, line, text, fault, onChange }: LinesProps) {
  const description = [line.field?.description, hint].filter((sentence) => sentence !== undefined).join('. ');
  return (
    <Field.Root className={field.field} invalid={fault !== null}>
      <Field.Label className="visually-hidden">{line.label}</Field.Label>
      <Field.Control
        className={`${field.input} ${styles.area}`}
        value={text}
        onValueChange={(typed) => onChange(typed)}
        render={<textarea rows={rows} spellCheck={false} />}
      />
      {description !== '' && fault === null && (
        <Field.Description className={field.hint}>{description}</Field.Description>
      )}
      {fault !== null && (
        <Field.Error className={field.fault} match>
          {fault}
        </Field.Error>
      )}
    </Field.Root>
  );
}
