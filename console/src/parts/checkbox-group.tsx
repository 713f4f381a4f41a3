import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useId } from 'react';
import styles from './checkbox-group.module.css';

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string;
  /** True: it goes with another that is chosen. */
  readonly isImplied?: boolean;
}

interface CheckboxGroupProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly values: readonly Value[];
  readonly onChange: (values: readonly Value[]) => void;
  /** What is wrong with the choice; null: nothing. */
  readonly fault?: string | null;
}

/** Any number of a few, each with a word on what it means. */
export function CheckboxGroup<Value extends string>(props: CheckboxGroupProps<Value>) {
  const { label, choices, values, onChange, fault = null } = props;
  const id = useId();
  return (
    <fieldset className={styles.group} aria-describedby={fault === null ? undefined : id}>
      <legend className={styles.legend}>{label}</legend>
      {choices.map((choice) => (
        <OneChoice
          key={choice.value}
          choice={choice}
          isChosen={values.includes(choice.value)}
          onChange={(isChosen) =>
            onChange(
              choices
                .map(({ value }) => value)
                .filter((value) => (value === choice.value ? isChosen : values.includes(value))),
            )
          }
        />
      ))}
      {fault !== null && (
        <p id={id} className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

interface OneChoiceProps {
  readonly choice: Choice;
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
}

function OneChoice({ choice, isChosen, onChange }: OneChoiceProps) {
  const { label, detail, isImplied = false } = choice;
  const [name, explanation] = [useId(), useId()];
  return (
    <label className={styles.choice}>
      <Checkbox.Root
        className={styles.box}
        aria-labelledby={name}
        aria-describedby={detail === undefined ? undefined : explanation}
        checked={isChosen || isImplied}
        disabled={isImplied}
        onCheckedChange={(checked) => onChange(checked)}
      >
        <Checkbox.Indicator className={styles.mark}>
          <Check aria-hidden />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <span id={name} className={styles.label}>
        {label}
      </span>
      {detail !== undefined && (
        <span id={explanation} className={styles.detail}>
          {detail}
        </span>
      )}
    </label>
  );
}
