import type { JsonObject } from '../engine/records.ts';
import type { Customer, CustomerId, CustomerPage, CustomerQuery, CustomerReader } from '../lists/customer-readers.ts';
import type { Reader } from './database.ts';
import { afterPrefix } from './after-prefix.ts';
import { sliceBytesMax } from './slices.ts';

/** Customers of a list in PostgreSQL, for reading one by one. Tombstones are never found. */
export function customerReader(reader: Reader): CustomerReader {
  return {
    find: async (id) => findCustomer(reader, id),
    page: async (query) => pageOfCustomers(reader, query),
  };
}

interface CustomerRow {
  readonly key: string;
  readonly version: number;
  readonly data: JsonObject;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const columns = 'key, version, data, created_at, updated_at';

async function findCustomer(reader: Reader, { organizationId, listId, key }: CustomerId): Promise<Customer | null> {
  const { rows } = await reader.query<CustomerRow>(
    `select ${columns} from customers
     where organization_id = $1 and list_id = $2 and key = $3 and status = 'active'`,
    [organizationId, listId, key],
  );
  return rows[0] ? customerOf(rows[0]) : null;
}

/**
 * One range of the primary key, read as far as the page goes. A prefix is a range too, because keys are ordered by
 * bytes; LIKE would become a filter over the whole list whenever the pattern is a parameter of a generic plan.
 * Data are sent as far as they fit one answer: those that begin before its end.
 */
async function pageOfCustomers(reader: Reader, query: CustomerQuery): Promise<CustomerPage> {
  const { organizationId, listId, keyPrefix, afterKey, limit } = query;
  // No key is empty, so an empty text stands for "from the first" in both. One more than is shown tells of others.
  const values = [organizationId, listId, limit + 1, afterKey ?? '', keyPrefix ?? '', sliceBytesMax];
  const end = afterPrefix(keyPrefix ?? '');
  const { rows } = await reader.query<CustomerRow & { found: number }>(
    `select ${columns}, found from (
       select ${columns}, count(*) over () as found,
         sum(octet_length(data::text)) over (order by key rows unbounded preceding) - octet_length(data::text) as start
       from (
         select ${columns} from customers
         where organization_id = $1 and list_id = $2 and key > $4 and key >= $5 ${end === null ? '' : 'and key < $7'}
           and status = 'active'
         order by key limit $3
       ) page
     ) sized
     where start < $6 order by key limit $3 - 1`,
    end === null ? values : [...values, end],
  );
  return { customers: rows.map(customerOf), more: (rows[0]?.found ?? 0) > rows.length };
}

function customerOf({ key, version, data, created_at, updated_at }: CustomerRow): Customer {
  return { key, version, status: 'active', data, createdAt: created_at, updatedAt: updated_at };
}
