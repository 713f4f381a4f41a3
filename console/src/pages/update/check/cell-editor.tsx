import { useRef } from 'react';
import type { Editing } from './editing.ts';
import styles from './grid.module.css';

interface CellEditorProps extends Editing {
  readonly label: string;
}

/** The field in a cell while it is edited: Enter or Tab saves and goes on, Escape leaves. */
export function CellEditor({ label, initial, onSave, onLeave }: CellEditorProps) {
  const isDone = useRef(false);
  const end = (work: () => void): void => {
    // Taking the focus away by saving is no second saving.
    if (isDone.current) return;
    isDone.current = true;
    work();
  };
  return (
    <input
      // The user has asked for it by a key or a double click.
      ref={(input) => input?.focus()}
      className={styles.editor}
      aria-label={label}
      defaultValue={initial}
      spellCheck={false}
      autoComplete="off"
      onBlur={({ target }) => end(() => onSave(target.value, null))}
      onKeyDown={(event) => {
        event.stopPropagation();
        const { key, shiftKey, currentTarget } = event;
        if (event.nativeEvent.isComposing || !['Enter', 'Tab', 'Escape'].includes(key)) return;
        event.preventDefault();
        if (key === 'Escape') end(onLeave);
        else {
          const step = shiftKey ? -1 : 1;
          end(() =>
            onSave(currentTarget.value, key === 'Tab' ? { rows: 0, columns: step } : { rows: step, columns: 0 }),
          );
        }
      }}
    />
  );
}
