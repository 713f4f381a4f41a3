import type {
  CustomerList,
  CustomerListDetails,
  CustomerListId,
  CustomerListQuery,
  CustomerListReader,
  CustomerListWriter,
} from '../lists/customer-list-store.ts';
import type { Reader, Tx } from './database.ts';
import { setMapping } from './list-mappings.ts';

/** Customer lists of both kinds, in the table `lists`. */
export function customerLists(reader: Reader): CustomerListReader & CustomerListWriter<Tx> {
  return {
    find: async (id) => findList(reader, id),
    findIn: findList,
    page: async (query) => pageOfLists(reader, query),
    setBrake,
    setMapping,
    makeCompanyList,
  };
}

const columns = `organization_id as "organizationId", id as "listId", public_id as "publicId", kind, name, type, status,
  customer_count as customers, max_affected as "maxAffected"`;

async function findList(
  reader: Reader,
  { organizationId, publicId }: CustomerListId,
): Promise<CustomerListDetails | null> {
  const { rows } = await reader.query<CustomerListDetails>(
    `select ${columns}, custom_fields as "customFields",
       (select m.mapping from list_mappings m where m.organization_id = l.organization_id and m.list_id = l.id) as mapping
     from lists l where organization_id = $1 and public_id = $2 and status <> 'deleted'`,
    [organizationId, publicId],
  );
  return rows[0] ?? null;
}

async function pageOfLists(
  reader: Reader,
  { organizationId, limit, after }: CustomerListQuery,
): ReturnType<CustomerListReader['page']> {
  const before = after === null ? null : await placeOf(reader, { organizationId, publicId: after });
  if (before === undefined) return null;
  const { rows } = await reader.query<CustomerList>(
    `select ${columns} from lists
     where organization_id = $1 and id < coalesce($2, 9223372036854775807) and status <> 'deleted'
     order by id desc limit $3`,
    // One more than is shown tells whether there is another page.
    [organizationId, before, limit + 1],
  );
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.publicId ?? null) : null };
}

/** A list that was deleted after its page was shown keeps its place. */
async function placeOf(reader: Reader, { organizationId, publicId }: CustomerListId): Promise<number | undefined> {
  const { rows } = await reader.query<{ id: number }>(
    'select id from lists where organization_id = $1 and public_id = $2',
    [organizationId, publicId],
  );
  return rows[0]?.id;
}

async function setBrake(
  tx: Tx,
  { organizationId, publicId }: CustomerListId,
  maxAffected: number | null,
): Promise<void> {
  await tx.query(
    `update lists set max_affected = $3, updated_at = now()
     where organization_id = $1 and public_id = $2 and status <> 'deleted'`,
    [organizationId, publicId, maxAffected],
  );
}

/** Of two who make it at the same time the later finds either of its keys taken. */
export async function makeCompanyList(
  tx: Tx,
  { id, code, name }: { readonly id: number; readonly code: string; readonly name: string },
): Promise<void> {
  await tx.query(
    `insert into lists (organization_id, public_id, kind, type, name) values ($1, $2, 'company', 'company', $3)
     on conflict do nothing`,
    [id, code, name],
  );
}
