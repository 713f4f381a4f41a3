import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import type { ListDetails } from '../../api/use-list.ts';
import { customersPath } from './customer-path.ts';
import type { Customer } from './use-customer.ts';
import styles from './customer.module.css';

/** Who a customer is, of which list, and how fresh what is shown of him is. */
export function CustomerHeader({ customer, list }: { customer: Customer; list: ListDetails }) {
  const { key, status, version, updatedAt } = customer;
  const name = nameOf(customer, list);
  const came = useHistoryState<{ search?: string } | null>();
  return (
    <PageHeader
      title={name ?? key}
      back={{ to: customersPath(list.id, came?.search), label: m.shell.customers }}
      lead={
        <span className={styles.facts}>
          {name !== null && <code className={styles.key}>{key}</code>}
          <Badge tone={status === 'active' ? 'updated' : 'failed'}>{m.customers.statuses[status]}</Badge>
          <Link href={`/lists/${encodeURIComponent(list.id)}`}>{list.name}</Link>
          <span>{m.customers.version(version)}</span>
          <span>
            {m.customers.changed} <Moment at={updatedAt} />
          </span>
        </span>
      }
    />
  );
}

/** Fields that say what people call a customer. */
const names = { campaign: ['first_name', 'last_name'], company: ['legalName'] } as const;

function nameOf({ data }: Customer, { kind }: ListDetails): string | null {
  const words = names[kind].map((field) => data[field]).filter((word) => typeof word === 'string' && word !== '');
  return words.length > 0 ? words.join(' ') : null;
}
