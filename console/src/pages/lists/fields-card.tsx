import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import type { ListDetails, ListField } from '../../api/use-list.ts';
import styles from './lists.module.css';

/** What a customer of the list has: each field, what it takes, and the headers that a sheet may call it by. */
export function FieldsCard({ list: { fields, kind } }: { list: ListDetails }) {
  const hasAliases = fields.some(({ aliases }) => aliases.length > 0);
  return (
    <Card title={m.lists.fields}>
      <p className={styles.soft}>{kind === 'campaign' ? m.lists.fieldsOfCampaign : m.lists.fieldsOfCompany}</p>
      <TableFrame label={m.lists.fields}>
        <thead>
          <tr>
            <th scope="col">{m.lists.field}</th>
            <th scope="col">{m.lists.fieldKind}</th>
            <th scope="col">{m.lists.fieldRules}</th>
            <th scope="col">{m.lists.fieldTakes}</th>
            {hasAliases && <th scope="col">{m.lists.aliases}</th>}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldRow key={field.name} field={field} hasAliases={hasAliases} />
          ))}
        </tbody>
      </TableFrame>
    </Card>
  );
}

function FieldRow({ field, hasAliases }: { field: ListField; hasAliases: boolean }) {
  const { name, label, kind, description, example, choices = [], format, custom } = field;
  return (
    <tr>
      <td>
        <strong className={styles.name}>{label}</strong>
        {label !== name && <code className={styles.id}>{name}</code>}
      </td>
      <td>{m.lists.fieldKinds[kind]}</td>
      <td>
        <Marks field={field} />
      </td>
      <td className={styles.takes}>
        {description !== undefined && <p>{description}</p>}
        {format !== undefined && <p className={styles.soft}>{m.lists.format(format)}</p>}
        {choices.length > fewChoices && <Folded label={m.lists.choices(choices.length)} texts={choices} />}
        {example !== undefined && kind !== 'choice' && !custom && (
          <p className={styles.soft}>{m.lists.example(example)}</p>
        )}
      </td>
      {hasAliases && (
        <td className={styles.aliases}>
          {field.aliases.length > 0 && <Folded label={m.lists.aliasesOf(field.aliases.length)} texts={field.aliases} />}
        </td>
      )}
    </tr>
  );
}

/** So many stand in the rule's own words. */
const fewChoices = 12;

function Folded({ label, texts }: { label: string; texts: readonly string[] }) {
  return (
    <details>
      <summary>{label}</summary>
      <p>{texts.join(', ')}</p>
    </details>
  );
}

function Marks({ field: { isKey, isUnique, required, readOnly, custom } }: { field: ListField }) {
  return (
    <div className={styles.marks}>
      {isKey && <Badge tone="accent">{m.lists.isKey}</Badge>}
      {isUnique && !isKey && <Badge tone="accent">{m.lists.isUnique}</Badge>}
      {required && <Badge tone="invalid">{m.lists.isRequired}</Badge>}
      {readOnly && <Badge tone="unchanged">{m.lists.isReadOnly}</Badge>}
      {custom && <Badge tone="updated">{m.lists.isCustom}</Badge>}
    </div>
  );
}
