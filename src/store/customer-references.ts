import type { CustomerLookup } from '../uploads/ports.ts';
import { textArray } from './array-literal.ts';
import type { Reader } from './database.ts';

/** Finds customers by the references that `write-references.ts` keeps. */
export function customerLookup(reader: Reader): CustomerLookup {
  return {
    async byReference({ organizationId, listId }, { field, values }) {
      const { rows } = await reader.query<{ value: string; key: string }>(
        `select value, key from customer_references
         where organization_id = $1 and list_id = $2 and field = $3 and value = any ($4::text[])
         order by value, key`,
        [organizationId, listId, field, textArray(values)],
      );
      const found = new Map<string, string[]>();
      for (const { value, key } of rows) {
        const keys = found.get(value);
        if (keys) keys.push(key);
        else found.set(value, [key]);
      }
      return found;
    },
  };
}
