import { Redirect } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PageHeader } from '../../parts/page-header.tsx';

/** Whoever may write comes to update something; everybody else to what he may see, where there is anything. */
export function Home() {
  const mayWrite = useMay('customers:write');
  const mayReadBatches = useMay('batches:read');
  const mayReadCustomers = useMay('customers:read');
  if (mayWrite) return <Redirect to="/update" replace />;
  if (mayReadBatches) return <Redirect to="/batches" replace />;
  if (mayReadCustomers) return <Redirect to="/lists" replace />;
  return (
    <>
      <PageHeader title={m.home.title} />
      <EmptyState title={m.trouble.notAllowed}>{m.home.nothingToSee}</EmptyState>
    </>
  );
}
