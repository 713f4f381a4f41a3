import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { say } from '../../parts/toast.tsx';
import { type ListDetails, useChangeList } from '../../api/use-list.ts';
import { AskedChange } from './asked-change.tsx';
import styles from './lists.module.css';

/** How the columns of the last applied file were matched, which the next file is matched by. */
export function MappingCard({ list }: { list: ListDetails }) {
  const mayWrite = useMay('customers:write');
  const change = useChangeList(list.id);
  const { mapping } = list;
  if (mapping === null) {
    return (
      <Card title={m.lists.mapping}>
        <p className={styles.soft}>{m.lists.noMapping}</p>
      </Card>
    );
  }
  return (
    <Card
      title={m.lists.mapping}
      actions={
        mayWrite && (
          <AskedChange
            label={m.lists.forgetMapping}
            title={m.lists.forgetMappingTitle}
            means={m.lists.forgetMappingMeans}
            change={change}
            onConfirm={() => change.mutate({ mapping: null }, { onSuccess: () => say(m.lists.mappingForgotten) })}
          />
        )
      }
    >
      <p className={styles.soft}>{m.lists.mappingIs}</p>
      <MappingTable list={list} columns={Object.entries(mapping)} />
    </Card>
  );
}

interface MappingTableProps {
  readonly list: ListDetails;
  readonly columns: readonly (readonly [header: string, field: string | null])[];
}

function MappingTable({ list: { fields }, columns }: MappingTableProps) {
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return (
    <TableFrame label={m.lists.mapping}>
      <thead>
        <tr>
          <th scope="col">{m.lists.column}</th>
          <th scope="col">{m.lists.field}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(([header, field]) => (
          <tr key={header}>
            <td>{header}</td>
            <td>
              {field === null ? (
                <span className={styles.soft}>{m.lists.leftOut}</span>
              ) : (
                (labels.get(field) ?? <code>{field}</code>)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
