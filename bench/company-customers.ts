import assert from 'node:assert/strict';
import type { Bench } from './case.ts';
import type { Control } from './control.ts';
import type { ListRef } from './customers.ts';
import type { Subject } from './subject.ts';

/** The code of the bench's company. */
export const company = 'CEKBENCH01';

/** Makes the company, with so many customers. */
export async function openCompany(bench: Bench, { control, client }: Subject, customers: number): Promise<ListRef> {
  bench.say(`loading ${customers.toLocaleString('en')} customers of a company`);
  const body = Buffer.from(JSON.stringify({ code: company, name: 'Bench Finance' }));
  const made = await client.send({ method: 'POST', path: '/api/v1/organizations', body });
  assert.equal(made.status, 201, made.body.toString());
  const [list] = await control.query<{ organization_id: string; id: string }>(
    `insert into lists (organization_id, public_id, kind, type, name)
     select id, code, 'company', 'company', name from organizations where code = $1 returning organization_id, id`,
    [company],
  );
  assert.ok(list);
  const found = { organizationId: list.organization_id, listId: list.id };
  await loadCompanyCustomers(control, found, customers);
  return found;
}

/** SQL: the key of the customer with the number `i`. Its letters are random, as those that the service gives are. */
const keySql = (number: string): string => `'KC' || upper(substr(md5(${number}::text), 1, 14))`;

/** Fills a company with customers: 11 fields, about 330 bytes. Past the doors, because what is measured begins after it. */
async function loadCompanyCustomers(control: Control, list: ListRef, customers: number): Promise<void> {
  await control.query(
    `insert into customers (organization_id, list_id, key, data)
     select $1, $2, ${keySql('i')}, jsonb_build_object(
       'legalName', 'Customer ' || i,
       'contactNumber', (7000000000 + i)::text,
       'email', 'customer' || i || '@example.com',
       'ifsc', 'HDFC0' || lpad((i % 1000000)::text, 6, '0'),
       'address', i || ', Mahatma Gandhi Road, Bengaluru, near the old post office',
       'state', 'Karnataka',
       'pinCode', (560001 + i % 100)::text,
       'assignedAgent', 'Agent ' || i % 500,
       'branchCodes', jsonb_build_array('B' || i % 100),
       'outstandingAmount', 1000 + (i % 90000) / 100.0)
     from generate_series(1, $3::int) i`,
    [list.organizationId, list.listId, customers],
  );
  await control.query('update lists set customer_count = $3 where organization_id = $1 and id = $2', [
    list.organizationId,
    list.listId,
    customers,
  ]);
}

/** The keys of all customers, by number from 1: what a file's rows are made of. */
export async function companyKeys(control: Control, customers: number): Promise<string[]> {
  const rows = await control.query<{ key: string }>(`select ${keySql('i')} as key from generate_series(1, $1::int) i`, [
    customers,
  ]);
  return rows.map(({ key }) => key);
}
