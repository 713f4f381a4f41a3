import { Redirect } from 'wouter';
import { useMay } from '../../api/may.ts';

/** Whoever may write comes to update something; everybody else to see what was done. */
export function Home() {
  const mayWrite = useMay('customers:write');
  const mayReadBatches = useMay('batches:read');
  if (mayWrite) return <Redirect to="/update" replace />;
  return <Redirect to={mayReadBatches ? '/batches' : '/lists'} replace />;
}
