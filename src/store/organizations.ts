import type { NewOrganization, OrganizationStore } from '../access/ports.ts';
import type { Organization } from '../access/principal.ts';
import type { Reader, Tx } from './database.ts';

export interface OrganizationRow {
  readonly organization_id: number;
  readonly organization_public_id: string;
  readonly code: string;
  readonly organization_name: string;
  readonly parent_code: string | null;
  /** bigint[] comes back as text. */
  readonly path: readonly string[];
}

/** The columns of an organization `o` whose parent is `p`. */
export const organizationColumns = `o.id as organization_id, o.public_id as organization_public_id, o.code,
  o.name as organization_name, p.code as parent_code, o.path`;

const selectOrganizations = `select ${organizationColumns} from organizations o
  left join organizations p on p.id = o.parent_id`;

/** Organizations in PostgreSQL. "Below" is one look into the path, so foreign and unknown cost the same. */
export function organizationStore(reader: Reader): OrganizationStore<Tx> {
  return {
    async find(topId, code) {
      const { rows } = await reader.query<OrganizationRow>(
        `${selectOrganizations} where o.code = $2 and $1 = any(o.path)`,
        [topId, code],
      );
      return rows[0] === undefined ? null : organizationOf(rows[0]);
    },
    async list(topId, { limit, after }) {
      const { rows } = await reader.query<OrganizationRow>(
        `${selectOrganizations} where $1 = any(o.path) and ($2::text is null or o.code > $2) order by o.code limit $3`,
        [topId, after, limit],
      );
      return rows.map(organizationOf);
    },
    insert: async (tx, organization, parent) => insertBelow(tx, organization, parent),
    async holdRoot(tx, root) {
      // Of two that insert at once the second waits here for the first's commit, and then finds that one's row.
      await tx.query(
        `with next as (select nextval(pg_get_serial_sequence('organizations', 'id')) as id)
         insert into organizations (id, public_id, code, name, path) select id, $1, $2, $3, array[id] from next
         where not exists (select from organizations where parent_id is null)
         on conflict do nothing`,
        [root.publicId, root.code, root.name],
      );
      // Not "for update": that would also hold up whoever makes a token or an organization below the root.
      const { rows } = await tx.query<OrganizationRow>(
        `${selectOrganizations} where o.parent_id is null for no key update of o`,
      );
      if (rows[0] === undefined) throw new Error(`no root, although ${root.code} is taken`);
      return organizationOf(rows[0]);
    },
  };
}

/** The organization that a row holds. */
export function organizationOf(row: OrganizationRow): Organization {
  return {
    id: row.organization_id,
    publicId: row.organization_public_id,
    code: row.code,
    name: row.organization_name,
    parentCode: row.parent_code,
    path: row.path.map(Number),
  };
}

async function insertBelow(
  tx: Tx,
  { publicId, code, name }: NewOrganization,
  parent: Organization,
): Promise<Organization | null> {
  const { rows } = await tx.query<{ id: number }>(
    `with next as (select nextval(pg_get_serial_sequence('organizations', 'id')) as id)
     insert into organizations (id, public_id, code, name, parent_id, path)
     select next.id, $1, $2, $3, p.id, p.path || next.id from next, organizations p where p.id = $4
     on conflict (code) do nothing
     returning id`,
    [publicId, code, name, parent.id],
  );
  const id = rows[0]?.id;
  if (id === undefined) return null;
  return { id, publicId, code, name, parentCode: parent.code, path: [...parent.path, id] };
}
