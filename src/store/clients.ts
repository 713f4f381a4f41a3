import type { ClientEntry, ClientStore, GrantType } from '../access/client-ports.ts';
import type { Scope } from '../access/principal.ts';
import type { Reader, Tx } from './database.ts';
import { organizationColumns, organizationOf } from './organizations.ts';
import type { OrganizationRow } from './organizations.ts';

interface ClientRow {
  readonly id: number;
  readonly public_id: string;
  readonly code: string;
  readonly name: string;
  readonly scopes: Scope[];
  readonly grant_types: GrantType[];
  readonly created_at: Date;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const clientColumns = `c.id, c.public_id, o.code, c.name, c.scopes, c.grant_types, c.created_at, c.revoked_at, c.last_used_at`;

/** Clients in PostgreSQL: their secrets' hashes, never the secrets. */
export function clientStore(reader: Reader): ClientStore<Tx> {
  return {
    async findLive(publicId) {
      const { rows } = await reader.query<ClientRow & OrganizationRow & { secret_hash: Buffer }>(
        `select c.id, c.secret_hash, c.scopes, c.grant_types, c.last_used_at, ${organizationColumns}
         from clients c
         join organizations o on o.id = c.organization_id
         left join organizations p on p.id = o.parent_id
         where c.public_id = $1 and c.revoked_at is null`,
        [publicId],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { id, secret_hash: secretHash, scopes, grant_types: grantTypes, last_used_at: lastUsedAt } = row;
      return { id, secretHash, scopes, grantTypes, lastUsedAt, organization: organizationOf(row) };
    },
    async list(topId, { limit, after }) {
      const { rows } = await reader.query<ClientRow>(
        `select ${clientColumns} from clients c join organizations o on o.id = c.organization_id
         where $1 = any(o.path) and ($2::text is null or c.id < (
           select last.id from clients last join organizations lo on lo.id = last.organization_id
           where last.public_id = $2 and $1 = any(lo.path)))
         order by c.id desc limit $3`,
        [topId, after, limit],
      );
      return rows.map(entryOf);
    },
    async insert(tx, { publicId, organization, name, secretHash, scopes, grantTypes, createdAt }) {
      await tx.query(
        `insert into clients (public_id, organization_id, name, secret_hash, scopes, grant_types, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [publicId, organization.id, name, secretHash, scopes, grantTypes, createdAt],
      );
    },
    async revoke(tx, { topId, publicId, at }) {
      const { rows } = await tx.query<ClientRow>(
        `update clients c set revoked_at = coalesce(c.revoked_at, $3) from organizations o
         where c.public_id = $2 and o.id = c.organization_id and $1 = any(o.path)
         returning ${clientColumns}`,
        [topId, publicId, at],
      );
      const [row] = rows;
      return row === undefined ? null : { ...entryOf(row), id: row.id };
    },
  };
}

function entryOf(row: ClientRow): ClientEntry {
  return {
    publicId: row.public_id,
    organizationCode: row.code,
    name: row.name,
    scopes: row.scopes,
    grantTypes: row.grant_types,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
