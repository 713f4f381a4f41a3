import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import styles from './choice.module.css';

interface ChoiceProps<Value extends string> {
  readonly legend: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of two or three, all to be read at once. */
export function Choice<Value extends string>({ legend, value, choices, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <RadioGroup
      className={styles.group}
      aria-labelledby={id}
      value={value}
      onValueChange={(chosen) => onChange(chosen)}
    >
      <span id={id} className={styles.legend}>
        {legend}
      </span>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.choice}>
          <Radio.Root value={choice.value} className={styles.radio}>
            <Radio.Indicator className={styles.dot} />
          </Radio.Root>
          {choice.label}
        </label>
      ))}
    </RadioGroup>
  );
}
