import { m } from '../../../messages/messages.ts';
import { Combobox } from '../../../parts/combobox.tsx';
import { type Option, Select } from '../../../parts/select.tsx';
import type { Column, Field } from '../upload-data.ts';
import { isNewField } from './needs-a-look.ts';

interface FieldChoiceProps {
  readonly column: Column;
  readonly headers: readonly Column[];
  readonly fields: readonly Field[];
  readonly onChange: (field: string | null) => void;
}

/** No field has such a name. */
const leftOut = ' ';
/** Fields that a plain choice shows; where there are more, typing finds them. */
const plainMax = 15;

/** The field that a column means, or that it is left out. */
export function FieldChoice({ column, headers, fields, onChange }: FieldChoiceProps) {
  const options = optionsFor(column, headers, fields);
  const Control = options.length > plainMax ? Combobox : Select;
  return (
    <Control
      label={m.update.columns.fieldOf(column.name)}
      isLabelHidden
      value={column.field ?? leftOut}
      options={options}
      onChange={(chosen) => chosen !== (column.field ?? leftOut) && onChange(chosen === leftOut ? null : chosen)}
    />
  );
}

function optionsFor(column: Column, headers: readonly Column[], fields: readonly Field[]): Option[] {
  const holders = new Map(headers.flatMap(({ field, name }) => (field === null ? [] : [[field, name] as const])));
  const own = isNewField(column, fields)
    ? [{ value: column.field ?? '', label: m.update.columns.ownField(column.field ?? '') }]
    : [];
  const known = fields
    .filter(({ readOnly }) => !readOnly)
    .map(({ name, label, isKey }) => {
      const holder = holders.get(name);
      const taken = holder !== undefined && name !== column.field ? m.update.columns.takenBy(holder) : null;
      return { value: name, label: isKey ? m.update.columns.keyField(label) : label, detail: taken ?? name };
    });
  return [{ value: leftOut, label: m.update.columns.leaveOut }, ...own, ...known];
}
