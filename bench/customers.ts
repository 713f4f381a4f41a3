import { setTimeout as delay } from 'node:timers/promises';
import type { Control } from './control.ts';

export interface ListRef {
  readonly organizationId: string;
  readonly listId: string;
}

/** The customers of a list are numbered from 1. */
export function keyOf(customer: number): string {
  return `loan_${String(customer).padStart(8, '0')}`;
}

/**
 * Fills a list with customers: 13 fields, about 350 bytes. Past the doors, because what is measured begins after it;
 * what it writes is what the doors would have written, but for the history of the additions.
 */
export async function loadCustomers(control: Control, list: ListRef, customers: number): Promise<void> {
  await control.query(
    `insert into customers (organization_id, list_id, key, data)
     select $1, $2, key, jsonb_build_object(
       'loan_id', key,
       'first_name', (array['Asha', 'Vikram', 'Priyanka', 'Mohammed', 'Lakshmi', 'Arjun', 'Kavitha'])[1 + i % 7],
       'last_name', (array['Sharma', 'Reddy', 'Chatterjee', 'Iyer', 'Patil', 'Singh'])[1 + i % 6] || ' ' || i,
       'phone_number', '+91' || (7000000000 + i),
       'loan_amount', 50000 + (i % 900) * 500,
       'emi_amount', 2500 + i % 7500,
       'loan_period', 12 + i % 48,
       'current_emi', 0,
       'emi_due_date', '2026-01-' || lpad((1 + i % 28)::text, 2, '0'),
       'payment_status', 'pending',
       'language', (array['hindi', 'english', 'tamil', 'marathi', 'kannada'])[1 + i % 5],
       'branch', 'Branch ' || i % 400 || ', Mumbai',
       'remarks', 'Called on the 5th, promised to pay by the ' || 1 + i % 28 || 'th')
     from generate_series(1, $3::int) i, lateral (select 'loan_' || lpad(i::text, 8, '0') as key) k`,
    [list.organizationId, list.listId, customers],
  );
  await control.query('update lists set customer_count = $3 where organization_id = $1 and id = $2', [
    list.organizationId,
    list.listId,
    customers,
  ]);
}

/** Makes the floor's table with the same customers: same types, same fillfactor, same order on disk; null: of all lists. */
export async function loadFloor(control: Control, listId: string | null = null): Promise<void> {
  await control.query(
    `create table floor (
       organization_id bigint not null, list_id bigint not null, key text collate "C" not null,
       version int not null, data jsonb not null, updated_at timestamptz not null,
       primary key (organization_id, list_id, key)
     ) with (fillfactor = 75)`,
  );
  await control.query(
    `insert into floor select organization_id, list_id, key, version, data, updated_at
     from customers where $1::bigint is null or list_id = $1 order by organization_id, list_id, key`,
    [listId],
  );
}

/** Puts the work that loading leaves behind before the measuring. */
export async function settle(control: Control, tables: readonly ('customers' | 'floor')[]): Promise<void> {
  await termsAreWritten(control);
  await control.query(`vacuum analyze ${tables.join(', ')}`);
  await control.query('checkpoint');
}

/** The mean size of a customer's data as text. */
export async function meanDataBytes(control: Control): Promise<number> {
  const [row] = await control.query<{ bytes: string }>(
    'select avg(octet_length(data::text)) as bytes from (select data from customers limit 1000) sample',
  );
  return Math.round(Number(row?.bytes));
}

/** What customers are found by is written after a large batch. */
export async function termsAreWritten(control: Control): Promise<void> {
  for (;;) {
    const due = await control.query(
      'select 1 from customer_terms_due union all (select 1 from customer_terms_later limit 1)',
    );
    if (due.length === 0) return;
    await delay(dueEveryMs);
  }
}

const dueEveryMs = 200;
