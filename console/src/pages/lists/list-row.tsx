import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import table from '../../parts/table.module.css';
import { Downloads } from './downloads.tsx';
import { ListStatus } from './list-status.tsx';
import type { CustomerList } from '../../api/use-lists.ts';
import styles from './lists.module.css';

/** One list among others. */
export function ListRow({ list }: { list: CustomerList }) {
  const mayWrite = useMay('customers:write');
  const { id, name, customers, maxAffected } = list;
  return (
    <tr className={styles.row}>
      <td>
        <Link className={styles.name} href={`/lists/${encodeURIComponent(id)}`}>
          {name}
        </Link>
        <code className={styles.id}>{id}</code>
      </td>
      <td className={styles.kind}>{m.lists.types[list.type]}</td>
      <td>
        <ListStatus status={list.status} />
      </td>
      <td className={table.number}>{formatNumber(customers)}</td>
      <td>{maxAffected === null ? m.common.none : <Badge tone="accent">{m.lists.atMost(maxAffected)}</Badge>}</td>
      <td>
        <div className={styles.ways}>
          <Link
            className={styles.way}
            href={`/customers?list=${encodeURIComponent(id)}`}
            aria-label={m.lists.customersOf(name)}
          >
            {m.lists.customers}
          </Link>
          {mayWrite && (
            <Link
              className={styles.way}
              href={`/update?list=${encodeURIComponent(id)}`}
              aria-label={m.lists.updateOf(name)}
            >
              {m.lists.update}
            </Link>
          )}
          <Downloads list={list} isQuiet />
        </div>
      </td>
    </tr>
  );
}
