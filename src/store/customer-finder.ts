import type { CustomerFinder, ListCustomer, Place, SearchedList, Stretch } from '../lists/find-customers-ports.ts';
import type { JsonObject } from '../engine/records.ts';
import { searchedFields, storedPart } from '../fields/search/customer-terms.ts';
import { afterPrefix } from './after-prefix.ts';
import type { Reader } from './database.ts';
import { searchedTextsSql, textsOf } from './searched-texts.ts';
import { keyOfEntry, termOfEntry } from './term-entries.ts';

/** Finds a list's customers in PostgreSQL by ranges of their keys and of the entries that `write-terms.ts` keeps. */
export function customerFinder(reader: Reader): CustomerFinder {
  return {
    read: async (list, stretch) => readStretch(reader, list, stretch),
    find: async (list, key) => findCustomer(reader, list, key),
    async isIncomplete({ organizationId, listId }) {
      const { rows } = await reader.query(
        `select 1 from customer_terms_due where organization_id = $1 and list_id = $2
         union all (select 1 from customer_terms_later where organization_id = $1 and list_id = $2 limit 1)`,
        [organizationId, listId],
      );
      return rows.length > 0;
    },
  };
}

interface Row {
  readonly place: string;
  readonly key: string | null;
  readonly version: number;
  readonly status: ListCustomer['status'];
  readonly updated_at: Date;
  readonly texts: Readonly<Record<string, string>> | null;
}

/**
 * One range of a primary key, read as far as it is asked for. `lateral … limit 1` keeps the plan at one probe a customer,
 * whatever is known of the tables.
 */
const ranges = {
  keys: (end: string) => `select key as place, key from customers
    where organization_id = $1 and list_id = $2 and key > $4 and key >= $5 ${end && `and key < ${end}`} order by key limit $3`,
  terms: (end: string) => `select entry as place, ${keyOfEntry} as key from customer_terms
    where organization_id = $1 and list_id = $2 and entry > $4 and entry >= $5 ${end && `and entry < ${end}`}
    order by entry limit $3`,
} as const;

async function readStretch(
  reader: Reader,
  { organizationId, listId }: SearchedList,
  { of, prefix, after, limit }: Stretch,
): Promise<Place[]> {
  const start = of === 'terms' ? storedPart(prefix) : prefix;
  const end = afterPrefix(start);
  const values = [organizationId, listId, limit, after ?? '', start, searchedFields];
  const { rows } = await reader.query<Row>(
    `select p.place, c.key, c.version, c.status, c.updated_at, ${searchedTextsSql('$6')} as texts
     from (${ranges[of](end === null ? '' : '$7')}) p
     left join lateral (
       select key, version, status, updated_at, data from customers
       where organization_id = $1 and list_id = $2 and key = p.key limit 1
     ) c on true
     order by p.place`,
    end === null ? values : [...values, end],
  );
  return rows.map(({ place, key, status, version, updated_at: updatedAt, texts }) => ({
    place,
    found: of === 'keys' ? place : termOfEntry(place),
    customer: key === null ? null : { key, removed: status === 'removed', version, updatedAt, texts: textsOf(texts) },
  }));
}

/** Also one that was removed; not what an addition that is not committed has put in his place. */
async function findCustomer(
  reader: Reader,
  { organizationId, listId }: SearchedList,
  key: string,
): Promise<ListCustomer | null> {
  const { rows } = await reader.query<{
    readonly version: number;
    readonly status: ListCustomer['status'];
    readonly data: JsonObject;
    readonly created_at: Date;
    readonly updated_at: Date;
  }>(
    `select version, status, data, created_at, updated_at from customers
     where organization_id = $1 and list_id = $2 and key = $3 and version > 0`,
    [organizationId, listId, key],
  );
  const [row] = rows;
  return row
    ? {
        key,
        status: row.status,
        version: row.version,
        data: row.data,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
      }
    : null;
}
