/** The service that is to be killed, with its tenants, their customers and a way to its database. */
import { Client } from 'pg';
import { addMany } from '../../acceptance/company/company.ts';
import { readConnectionString } from '../../../src/store/embedded/connection.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../temporary-directory.ts';
import { client, loans, type Tenant, tenantMaker } from '../../tenant.ts';
import type { Found } from './ledger.ts';
import { ServiceUnderFire } from './service-under-fire.ts';

/** Small chunks, so that a kill finds many batches between two of them; and dead processes are found out soon. */
const environment = {
  AMEND_PROCESS_HEARTBEAT_MS: '200',
  AMEND_PROCESS_DEAD_AFTER_MS: '800',
  AMEND_LOCK_WAIT_MS: '20000',
  AMEND_CHUNK_RECORDS_MAX: '100',
  AMEND_FILE_CHUNK_RECORDS_MAX: '1000',
  AMEND_UPLOAD_WAIT_MS: '10000',
  AMEND_REQUESTS_PER_SECOND_MAX: '1000000',
};

/** A company and the ids of its customers. */
export interface Company {
  readonly tenant: Tenant;
  readonly ids: readonly string[];
}

export interface Battlefield extends AsyncDisposable {
  readonly directory: string;
  readonly service: ServiceUnderFire;
  readonly lender: Tenant;
  readonly campaignId: string;
  readonly loanIds: readonly string[];
  readonly companies: readonly Company[];
  /** The customers of a list by its public id (a company's is its code), with one field of theirs. */
  customers(list: string, field: string): Promise<Found[]>;
}

interface Sizes {
  readonly loans: number;
  /** Of each company. */
  readonly companies: readonly number[];
}

export async function openBattlefield(sizes: Sizes): Promise<Battlefield> {
  await using opened = new AsyncDisposableStack();
  const { path: directory }: TemporaryDirectory = opened.use(await temporaryDirectory());
  const service = opened.use(new ServiceUnderFire(directory, environment));
  const url = await service.url();
  const newTenant = tenantMaker(client(url, await service.administratorToken()), url);
  const lender = await newTenant();
  const customers = loans(sizes.loans);
  const campaignId = await lender.campaign(customers);
  const companies: Company[] = [];
  for (const count of sizes.companies) {
    const tenant = await newTenant();
    await addMany(tenant, 1);
    const rows = await ask<{ key: string }>(directory, manyCustomers, [tenant.code, count]);
    companies.push({ tenant, ids: rows.map(({ key }) => key) });
  }
  await ask(directory, hurriedQueue);
  const kept = opened.move();
  return {
    directory,
    service,
    lender,
    campaignId,
    loanIds: customers.map(({ loan_id: id }) => String(id)),
    companies,
    customers: (list, field) => ask<Found>(directory, customersOfList, [list, field]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Copies of the company's one customer: its file would take longer than all else that is prepared. */
const manyCustomers = `
  insert into customers (organization_id, list_id, key, data)
  select c.organization_id, c.list_id, 'KC' || lpad(n::text, 14, '0'), c.data
  from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id,
    generate_series(1, $2::int) n
  where l.public_id = $1
  returning key`;

const customersOfList = `
  select c.key, c.version, c.data -> $2 as value
  from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
  where l.public_id = $1`;

/**
 * What a file waits for after a crash is the queue's heartbeat (10 s at least) and pauses that grow to a minute, and a file
 * is given up after 25 deaths: too slow for a kill every second, and here every file has to come through. So jobs are made
 * with a second for each. All else is as in production.
 */
const hurriedQueue = `
  create function hurried() returns trigger language plpgsql as $$
  begin
    new.heartbeat_seconds := 1;
    new.retry_delay := 0;
    new.retry_backoff := false;
    new.retry_limit := 1000000;
    return new;
  end $$;
  create trigger hurried before insert on pgboss.job for each row execute function hurried()`;

async function ask<Row>(directory: string, text: string, values?: unknown[]): Promise<Row[]> {
  const connection = new Client({ connectionString: await readConnectionString(directory) });
  await connection.connect();
  try {
    const { rows } = await connection.query(text, values);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}
