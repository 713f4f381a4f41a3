import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId } from 'react';
import menu from './menu.module.css';
import styles from './select.module.css';

export interface Option<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: Value | null;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
  /** Shown while nothing is chosen. */
  readonly placeholder?: string;
  readonly disabled?: boolean;
}

/** One of a few. */
export function Select<Value extends string>({
  label,
  isLabelHidden = false,
  value,
  options,
  onChange,
  placeholder,
  disabled = false,
}: SelectProps<Value>) {
  const id = useId();
  const items = options.map((option) => ({ value: option.value, label: option.label }));
  return (
    <div className={styles.field}>
      <span id={id} className={isLabelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </span>
      <Base.Root
        items={items}
        value={value}
        disabled={disabled}
        onValueChange={(chosen) => chosen !== null && onChange(chosen)}
      >
        <Base.Trigger className={styles.trigger} aria-labelledby={id}>
          <Base.Value className={styles.value}>
            {(chosen: Value | null) => items.find((item) => item.value === chosen)?.label ?? placeholder}
          </Base.Value>
          <Base.Icon className={styles.icon}>
            <ChevronsUpDown aria-hidden />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={menu.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className={`${menu.popup} ${styles.popup}`} aria-labelledby={id}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={menu.item}>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.detail !== undefined && <span className={styles.detail}>{option.detail}</span>}
                  <Base.ItemIndicator className={styles.check}>
                    <Check aria-hidden />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
