import { Field } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import styles from './text-field.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'className' | 'defaultValue'> {
  readonly label: string;
  /** True: only read aloud, where its place says what it is. */
  readonly isLabelHidden?: boolean;
  readonly hint?: string;
  /** What is wrong with it; null: nothing. */
  readonly fault?: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line of text, with its label, its hint and its fault tied to it. */
export function TextField({
  label,
  isLabelHidden = false,
  hint,
  fault = null,
  value,
  onChange,
  ref,
  ...input
}: TextFieldProps) {
  return (
    <Field.Root className={styles.field} invalid={fault !== null}>
      <Field.Label className={isLabelHidden ? 'visually-hidden' : styles.label}>{label}</Field.Label>
      <Field.Control
        {...input}
        ref={ref}
        className={styles.input}
        value={value}
        onValueChange={(text) => onChange(text)}
      />
      {hint !== undefined && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      {fault !== null && (
        <Field.Error className={styles.fault} match>
          {fault}
        </Field.Error>
      )}
    </Field.Root>
  );
}
