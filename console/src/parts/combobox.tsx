import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId } from 'react';
import { m } from '../messages/messages.ts';
import menu from './menu.module.css';
import styles from './combobox.module.css';
import type { Option } from './select.tsx';

interface ComboboxProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
}

/** One of many: typing finds it. */
export function Combobox(props: ComboboxProps) {
  const { label, isLabelHidden = false, value, options, onChange, placeholder, disabled = false } = props;
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <Base.Root
        items={options}
        value={options.find((option) => option.value === value) ?? null}
        onValueChange={(chosen) => chosen && onChange(chosen.value)}
        isItemEqualToValue={(one, other) => one.value === other.value}
        autoHighlight
        disabled={disabled}
      >
        <div className={styles.group}>
          <Base.Input id={id} className={styles.input} placeholder={placeholder} />
          <Base.Trigger className={styles.trigger} aria-label={`${m.common.all}: ${label}`} tabIndex={-1}>
            <ChevronsUpDown aria-hidden />
          </Base.Trigger>
        </div>
        <Base.Portal>
          <Base.Positioner className={menu.positioner} sideOffset={4}>
            <Base.Popup className={`${menu.popup} ${styles.popup}`} aria-label={label}>
              <Base.Empty className={styles.empty}>{m.common.none}</Base.Empty>
              <Base.List>
                {(option: Option) => (
                  <Base.Item key={option.value} value={option} className={menu.item}>
                    <span className={styles.word}>{option.label}</span>
                    {option.detail !== undefined && <span className={styles.detail}>{option.detail}</span>}
                    <Base.ItemIndicator className={styles.check}>
                      <Check aria-hidden />
                    </Base.ItemIndicator>
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
