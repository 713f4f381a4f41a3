import type { TokenEntry, TokenStore } from '../access/ports.ts';
import type { Scope } from '../access/principal.ts';
import type { Reader, Tx } from './database.ts';
import { organizationColumns, organizationOf } from './organizations.ts';
import type { OrganizationRow } from './organizations.ts';

interface TokenRow {
  readonly public_id: string;
  readonly code: string;
  readonly name: string;
  readonly scopes: Scope[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const tokenColumns = `t.public_id, o.code, t.name, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.last_used_at`;

/** Tokens in PostgreSQL: their hashes, never themselves. */
export function tokenStore(reader: Reader): TokenStore<Tx> {
  return {
    async findByHash(hash) {
      const { rows } = await reader.query<TokenRow & OrganizationRow & { id: number }>(
        `select t.id, t.created_at, t.public_id, t.name, t.scopes, t.expires_at, t.revoked_at, t.last_used_at,
           ${organizationColumns}
         from tokens t
         join organizations o on o.id = t.organization_id
         left join organizations p on p.id = o.parent_id
         where t.hash = $1`,
        [hash],
      );
      const row = rows[0];
      return row === undefined ? null : { ...entryOf(row), id: row.id, organization: organizationOf(row) };
    },
    async list(topId, { limit, after }) {
      const { rows } = await reader.query<TokenRow>(
        `select ${tokenColumns} from tokens t join organizations o on o.id = t.organization_id
         where $1 = any(o.path) and ($2::text is null or t.id < (
           select last.id from tokens last join organizations lo on lo.id = last.organization_id
           where last.public_id = $2 and $1 = any(lo.path)))
         order by t.id desc limit $3`,
        [topId, after, limit],
      );
      return rows.map(entryOf);
    },
    async insert(tx, token) {
      await tx.query(
        `insert into tokens (public_id, organization_id, name, hash, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [token.publicId, token.organization.id, token.name, token.hash, token.scopes, token.createdAt, token.expiresAt],
      );
    },
    async revoke(tx, { topId, publicId, at }) {
      const { rows } = await tx.query<TokenRow>(
        `update tokens t set revoked_at = coalesce(t.revoked_at, $3) from organizations o
         where t.public_id = $2 and o.id = t.organization_id and $1 = any(o.path)
         returning ${tokenColumns}`,
        [topId, publicId, at],
      );
      return rows[0] === undefined ? null : entryOf(rows[0]);
    },
    async markUsed(tx, { tokenId, at, olderThan }) {
      // The condition again, as the row is now: another process may have written in the meantime.
      await tx.query(
        `update tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)`,
        [tokenId, at, olderThan],
      );
    },
    async hasAny(tx, organizationId) {
      const { rowCount } = await tx.query('select from tokens where organization_id = $1 limit 1', [organizationId]);
      return rowCount > 0;
    },
  };
}

function entryOf(row: TokenRow): TokenEntry {
  return {
    publicId: row.public_id,
    organizationCode: row.code,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
