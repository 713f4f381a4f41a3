import { useMemo, useState } from 'react';
import { usePathname } from 'wouter/use-browser-location';
import { ApiError } from '../../api/api-error.ts';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { type ListDetails, useList } from '../../api/use-list.ts';
import { CustomerData } from './customer-data.tsx';
import { CustomerHeader } from './customer-header.tsx';
import { customerOf, customersPath } from './customer-path.ts';
import { History } from './history.tsx';
import { type Saved, SavedNotice } from './saved-notice.tsx';
import { type Customer, type CustomerId, useCustomer } from './use-customer.ts';
import styles from './customer.module.css';

/** `/lists/:id/customers/:key`: who a customer is, what was changed of him, and the way to change it. */
export function CustomerPage() {
  const pathname = usePathname();
  const id = useMemo(() => customerOf(pathname), [pathname]);
  const mayRead = useMay('customers:read');
  if (!mayRead) return <EmptyState title={m.trouble.notAllowed}>{m.customers.notAllowed}</EmptyState>;
  return id === null ? <NotFound /> : <Read key={pathname} id={id} />;
}

function Read({ id }: { id: CustomerId }) {
  const list = useList(id.id);
  const { data: customer, error, refetch } = useCustomer(id);
  const failed = error ?? list.error;
  if (failed instanceof ApiError && failed.status === 404) return <Unknown id={id} />;
  if (failed && !(customer && list.data))
    return <ErrorState error={failed} onRetry={() => void Promise.all([refetch(), list.refetch()])} />;
  if (!customer || !list.data) return <Loading label={m.common.loading} />;
  return <Shown id={id} customer={customer} list={list.data} />;
}

interface ShownProps {
  readonly id: CustomerId;
  readonly customer: Customer;
  readonly list: ListDetails;
}

function Shown({ id, customer, list }: ShownProps) {
  const [saved, setSaved] = useState<Saved | null>(null);
  return (
    <>
      <CustomerHeader customer={customer} list={list} />
      {customer.status === 'removed' && (
        <Notice kind="warning" title={m.customers.isRemoved}>
          {m.customers.isRemovedMeans}
        </Notice>
      )}
      {saved && <SavedNotice key={saved.batchId} id={id} saved={saved} onClose={() => setSaved(null)} />}
      <div className={styles.columns}>
        {customer.status === 'active' && (
          <div className={styles.column}>
            <CustomerData id={id} customer={customer} list={list} onSaved={setSaved} />
          </div>
        )}
        <div className={styles.column}>
          <History id={id} list={list} data={customer.data} />
        </div>
      </div>
    </>
  );
}

function Unknown({ id }: { id: CustomerId }) {
  return (
    <>
      <PageHeader title={id.key} back={{ to: customersPath(id.id), label: m.shell.customers }} />
      <EmptyState title={m.customers.unknown}>{m.customers.unknownMeans(id.key)}</EmptyState>
    </>
  );
}
