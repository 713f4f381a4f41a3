import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import table from '../../parts/table.module.css';
import { useList } from '../../api/use-list.ts';
import type { CustomerList } from '../../api/use-lists.ts';
import { customerPath } from './customer-path.ts';
import { Marked } from './marked.tsx';
import type { FoundCustomer, Match } from './use-found-customers.ts';
import styles from './customers.module.css';

interface FoundTableProps {
  readonly list: CustomerList;
  readonly customers: readonly FoundCustomer[];
  readonly search: string;
}

/** Customers that were found, each with what he was found by. Columns that nobody has anything in are left out. */
export function FoundTable({ list, customers, search }: FoundTableProps) {
  const has = {
    references: customers.some(({ references }) => Object.keys(references).length > 0),
    email: customers.some(({ email }) => email !== null),
    match: customers.some(({ match }) => match !== null),
  };
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="visually-hidden">{m.customers.found(list.name)}</caption>
        <thead>
          <tr>
            <th scope="col">{m.customers.key}</th>
            <th scope="col">{m.customers.name}</th>
            {has.references && <th scope="col">{m.customers.references}</th>}
            <th scope="col">{m.customers.phone}</th>
            {has.email && <th scope="col">{m.customers.email}</th>}
            {has.match && <th scope="col">{m.customers.foundBy}</th>}
            <th scope="col">{m.customers.changed}</th>
          </tr>
        </thead>
        <tbody>
          {customers.map((customer) => (
            <FoundRow key={customer.key} list={list} customer={customer} has={has} search={search} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FoundRowProps {
  readonly list: CustomerList;
  readonly customer: FoundCustomer;
  readonly has: { readonly references: boolean; readonly email: boolean; readonly match: boolean };
  readonly search: string;
}

function FoundRow({ list, customer, has, search }: FoundRowProps) {
  const { key, status, name, phone, email, references, updatedAt, match } = customer;
  const part = (is: Match, text: string | null) =>
    text === null ? <None /> : <Marked text={text} search={search} match={match === is ? is : null} />;
  return (
    <tr>
      <td>
        <Link href={customerPath(list.id, key)} state={{ search }}>
          {part('key', key)}
        </Link>
        {status === 'removed' && (
          <>
            {' '}
            <Badge tone="failed">{m.customers.statuses.removed}</Badge>
          </>
        )}
      </td>
      <td>{part('name', name)}</td>
      {has.references && (
        <td>
          <References list={list} references={references} search={search} isMatch={match === 'reference'} />
        </td>
      )}
      <td className={styles.line}>{part('phone', phone)}</td>
      {has.email && <td>{part('email', email)}</td>}
      {has.match && <td>{match !== null && <Badge tone="accent">{m.customers.matches[match]}</Badge>}</td>}
      <td className={styles.line}>
        <Moment at={updatedAt} isRelative />
      </td>
    </tr>
  );
}

interface ReferencesProps {
  readonly list: CustomerList;
  readonly references: FoundCustomer['references'];
  readonly search: string;
  readonly isMatch: boolean;
}

function References({ list, references, search, isMatch }: ReferencesProps) {
  const { data } = useList(list.id);
  const given = Object.entries(references);
  if (given.length === 0) return <None />;
  return (
    <ul className={styles.references}>
      {given.map(([field, value]) => (
        <li key={field}>
          <small className={styles.soft}>{data?.fields.find(({ name }) => name === field)?.label ?? field}</small>{' '}
          <Marked text={value} search={search} match={isMatch ? 'reference' : null} />
        </li>
      ))}
    </ul>
  );
}

function None() {
  return (
    <>
      <span aria-hidden className={styles.soft}>
        –
      </span>
      <span className="visually-hidden">{m.common.none}</span>
    </>
  );
}
