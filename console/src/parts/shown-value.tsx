import { m } from '../messages/messages.ts';
import type { ListField } from '../api/use-list.ts';
import { fieldText, isNested, storedText } from './field-value.ts';
import styles from './shown-value.module.css';

/** The value of a field, for people. Hovering shows what is stored, exactly; copying copies that. */
export function ShownValue({ value, field }: { value: unknown; field: ListField | undefined }) {
  if (value === undefined || value === null) return <span className={styles.absent}>{m.common.notSet}</span>;
  if (isNested(value)) return <Tree value={value} />;
  const [text, stored] = [fieldText(value, field), storedText(value)];
  return (
    <data
      className={styles.value}
      value={stored}
      title={text === stored ? undefined : m.common.storedAs(stored)}
      onCopy={(event) => {
        // Only when it was taken as a whole: a part of it is copied as it is seen.
        if (getSelection()?.toString().trim() !== text) return;
        event.clipboardData.setData('text/plain', stored);
        event.preventDefault();
      }}
    >
      {text}
    </data>
  );
}

/** Objects and lists as what they are: names and values, one below the other. */
function Tree({ value }: { value: object }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <code>{JSON.stringify(value)}</code>;
  return (
    <ul className={styles.tree}>
      {entries.map(([name, member]: [string, unknown]) => (
        <li key={name}>
          {!Array.isArray(value) && <span className={styles.name}>{name}</span>}
          <ShownValue value={member} field={undefined} />
        </li>
      ))}
    </ul>
  );
}
