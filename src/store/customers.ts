import type { JsonObject } from '../engine/records.ts';
import type { Customer, CustomerId, CustomerQuery, CustomerReader } from '../lists/customer-readers.ts';
import type { Reader } from './database.ts';
import { afterPrefix } from './after-prefix.ts';

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
 */
async function pageOfCustomers(reader: Reader, query: CustomerQuery): Promise<Customer[]> {
  const { organizationId, listId, keyPrefix, afterKey, limit } = query;
  // No key is empty, so an empty text stands for "from the first" in both.
  const values = [organizationId, listId, limit, afterKey ?? '', keyPrefix ?? ''];
  const end = afterPrefix(keyPrefix ?? '');
  const { rows } = await reader.query<CustomerRow>(
    `select ${columns} from customers
     where organization_id = $1 and list_id = $2 and key > $4 and key >= $5 ${end === null ? '' : 'and key < $6'}
       and status = 'active'
     order by key limit $3`,
    end === null ? values : [...values, end],
  );
  return rows.map(customerOf);
}

function customerOf({ key, version, data, created_at, updated_at }: CustomerRow): Customer {
  return { key, version, status: 'active', data, createdAt: created_at, updatedAt: updated_at };
}
