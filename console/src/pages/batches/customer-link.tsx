import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import type { Batch } from './batch-words.ts';

/** A customer's key, as the way to the customer. */
export function CustomerLink({ batch: { list }, customer }: { batch: Pick<Batch, 'list'>; customer: string | null }) {
  if (customer === null) return <span>{m.batches.noKey}</span>;
  if (list === null) return <span>{customer}</span>;
  return <Link href={`/lists/${list}/customers/${encodeURIComponent(customer)}`}>{customer}</Link>;
}
