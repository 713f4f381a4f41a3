import { Link, useParams } from 'wouter';
import { ApiError } from '../../api/api-error.ts';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { BrakeCard } from './brake-card.tsx';
import { Downloads } from './downloads.tsx';
import { FieldsCard } from './fields-card.tsx';
import { ListStatus } from './list-status.tsx';
import { MappingCard } from './mapping-card.tsx';
import { type ListDetails, useList } from '../../api/use-list.ts';
import styles from './lists.module.css';

/** `/lists/:id`: what the customers of a list look like, and how they are changed. */
export function ListPage() {
  const { id } = useParams<{ id: string }>();
  const mayRead = useMay('customers:read');
  const { data: list, error, refetch } = useList(mayRead ? decodeURIComponent(id) : null);
  if (!mayRead) return <EmptyState title={m.trouble.notAllowed}>{m.lists.notAllowed}</EmptyState>;
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  if (error && !list) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!list) return <Loading label={m.common.loading} />;
  return (
    <>
      <ListHeader list={list} />
      <BrakeCard list={list} />
      <FieldsCard list={list} />
      <MappingCard list={list} />
    </>
  );
}

function ListHeader({ list }: { list: ListDetails }) {
  const mayWrite = useMay('customers:write');
  const { id, name, customers } = list;
  return (
    <PageHeader
      title={name}
      back={{ to: '/lists', label: m.shell.lists }}
      lead={
        <span className={styles.facts}>
          <code>{id}</code>
          <span>{m.lists.types[list.type]}</span>
          <ListStatus status={list.status} />
          <span>{m.common.customers(customers)}</span>
        </span>
      }
      actions={
        <>
          {mayWrite && (
            <Link className={buttonClass('primary')} href={`/update?list=${encodeURIComponent(id)}`}>
              {m.lists.updateFromFile}
            </Link>
          )}
          <Link className={buttonClass()} href={`/customers?list=${encodeURIComponent(id)}`}>
            {m.lists.customers}
          </Link>
          <Downloads list={list} />
        </>
      }
    />
  );
}
