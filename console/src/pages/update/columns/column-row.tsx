import { m } from '../../../messages/messages.ts';
import { Badge, type Tone } from '../../../parts/badge.tsx';
import { lettersOf } from '../letters-of.ts';
import type { Column, Field, Upload } from '../upload-data.ts';
import { FieldChoice } from './field-choice.tsx';
import { numbered } from './numbered.ts';
import { isDoubtful, isNewField } from './needs-a-look.ts';
import styles from './columns.module.css';

interface ColumnRowProps {
  readonly upload: Upload;
  readonly place: number;
  readonly fields: readonly Field[];
  readonly onChange: (field: string | null) => void;
}

/** A column: its header, some of its values, and the field that it means. */
export function ColumnRow({ upload: { headers }, place, fields, onChange }: ColumnRowProps) {
  const column = headers[place];
  if (!column) return null;
  const isTwice = headers.some(({ name }, other) => other !== place && name === column.name);
  return (
    <tr>
      <th scope="row" className={styles.header}>
        {column.name === '' ? <em>{m.update.columns.noHeader(lettersOf(place))}</em> : column.name}
      </th>
      <td className={styles.samples}>
        {column.samples.length === 0 ? (
          <em>{m.update.columns.noSamples}</em>
        ) : (
          <ul>
            {numbered(column.samples).map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        )}
      </td>
      <td className={styles.choice}>
        {column.name === '' || isTwice ? (
          <span className={styles.note}>{isTwice ? m.update.columns.twice : m.update.columns.nameless}</span>
        ) : (
          <FieldChoice column={column} headers={headers} fields={fields} onChange={onChange} />
        )}
      </td>
      <td>
        <How column={column} fields={fields} />
      </td>
    </tr>
  );
}

function How({ column, fields }: { column: Column; fields: readonly Field[] }) {
  const words = m.update.columns.hows;
  if (column.field === null) return <Badge tone="unchanged">{words.none}</Badge>;
  if (isDoubtful(column)) return <Badge tone="invalid">{words.near}</Badge>;
  if (isNewField(column, fields)) return <Badge tone="invalid">{words.newField}</Badge>;
  return <Badge tone={tones[column.how]}>{words[column.how]}</Badge>;
}

const tones: Readonly<Record<Column['how'], Tone>> = {
  exact: 'updated',
  alias: 'updated',
  near: 'invalid',
  given: 'accent',
  remembered: 'accent',
  none: 'unchanged',
};
