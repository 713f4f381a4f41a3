import type { Scope } from '../access/principal.ts';
import type { UserEntry, UserStore } from '../access/user-ports.ts';
import type { Reader, Tx } from './database.ts';
import { organizationColumns, organizationOf } from './organizations.ts';
import type { OrganizationRow } from './organizations.ts';

interface UserRow {
  readonly id: number;
  readonly public_id: string;
  readonly code: string;
  readonly email: string;
  readonly scopes: Scope[];
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly last_used_at: Date | null;
}

const userColumns = `u.id, u.public_id, o.code, u.email, u.scopes, u.created_at, u.disabled_at, u.last_used_at`;

/** Users in PostgreSQL: what is stored of their passwords never leaves but to be checked against. */
export function userStore(reader: Reader): UserStore<Tx> {
  return {
    async findByEmail(email) {
      const { rows } = await reader.query<UserRow & OrganizationRow & { password: string }>(
        `select u.id, u.password, u.scopes, u.disabled_at, u.last_used_at, ${organizationColumns}
         from users u
         join organizations o on o.id = u.organization_id
         left join organizations p on p.id = o.parent_id
         where u.email = $1`,
        [email],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { id, password, scopes, disabled_at: disabledAt, last_used_at: lastUsedAt } = row;
      return { id, password, scopes, disabledAt, lastUsedAt, organization: organizationOf(row) };
    },
    async find(topId, name) {
      const column = name.includes('@') ? 'email' : 'public_id';
      const { rows } = await reader.query<UserRow>(
        `select ${userColumns} from users u join organizations o on o.id = u.organization_id
         where u.${column} = $2 and $1 = any(o.path)`,
        [topId, column === 'email' ? name.toLowerCase() : name],
      );
      const [row] = rows;
      return row === undefined ? null : { ...entryOf(row), id: row.id };
    },
    async list(topId, { limit, after }) {
      const { rows } = await reader.query<UserRow>(
        `select ${userColumns} from users u join organizations o on o.id = u.organization_id
         where $1 = any(o.path) and ($2::text is null or u.id < (
           select last.id from users last join organizations lo on lo.id = last.organization_id
           where last.public_id = $2 and $1 = any(lo.path)))
         order by u.id desc limit $3`,
        [topId, after, limit],
      );
      return rows.map(entryOf);
    },
    async insert(tx, { publicId, organization, email, password, scopes, createdAt }) {
      const { rowCount } = await tx.query(
        `insert into users (public_id, organization_id, email, password, scopes, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (email) do nothing`,
        [publicId, organization.id, email, password, scopes, createdAt],
      );
      return rowCount === 1;
    },
    async change(tx, { id, at, password = null, scopes = null, disabled = null }) {
      const { rows } = await tx.query<UserRow>(
        `update users u set password = coalesce($2, u.password), scopes = coalesce($3::text[], u.scopes),
           disabled_at = case $4::boolean when true then coalesce(u.disabled_at, $5) when false then null else u.disabled_at end
         from organizations o where u.id = $1 and o.id = u.organization_id
         returning ${userColumns}`,
        [id, password, scopes, disabled, at],
      );
      // Users are never removed.
      if (rows[0] === undefined) throw new Error('the user is gone');
      return entryOf(rows[0]);
    },
  };
}

function entryOf(row: UserRow): UserEntry {
  return {
    publicId: row.public_id,
    organizationCode: row.code,
    email: row.email,
    scopes: row.scopes,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    lastUsedAt: row.last_used_at,
  };
}
