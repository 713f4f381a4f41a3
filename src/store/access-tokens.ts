import type { FoundAccessToken } from '../access/grant-ports.ts';
import type { Scope } from '../access/principal.ts';
import type { Reader, Tx } from './database.ts';
import { organizationColumns, organizationOf } from './organizations.ts';
import type { OrganizationRow } from './organizations.ts';

interface AccessTokenRow extends OrganizationRow {
  readonly actor_id: number;
  readonly actor_public_id: string;
  readonly actor_name: string;
  readonly scopes: Scope[];
  readonly user_scopes: Scope[] | null;
  readonly client_scopes: Scope[];
  readonly expires_at: Date;
}

/** With all that authentication asks, by one statement. Whoever was disabled or revoked has no token, by whatever way. */
export async function findAccessToken(reader: Reader, hash: Buffer): Promise<FoundAccessToken | null> {
  const { rows } = await reader.query<AccessTokenRow>(
    `select coalesce(u.id, c.id) as actor_id, coalesce(u.public_id, c.public_id) as actor_public_id,
       coalesce(u.email, c.name) as actor_name, a.scopes, u.scopes as user_scopes, c.scopes as client_scopes, a.expires_at,
       ${organizationColumns}
     from access_tokens a
     join grants g on g.id = a.grant_id
     join clients c on c.id = g.client_id and c.revoked_at is null
     left join users u on u.id = g.user_id
     join organizations o on o.id = g.organization_id
     left join organizations p on p.id = o.parent_id
     where a.hash = $1 and u.disabled_at is null`,
    [hash],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    actor: { id: row.actor_id, publicId: row.actor_public_id, name: row.actor_name },
    organization: organizationOf(row),
    scopes: row.scopes,
    userScopes: row.user_scopes,
    clientScopes: row.client_scopes,
    expiresAt: row.expires_at,
  };
}

/** What has ended by itself: access tokens, grants whose refresh token nobody used, sessions, wrong passwords that count no more. */
const sweeps = [
  `delete from access_tokens where hash in (
     select hash from access_tokens where expires_at <= now() order by expires_at limit $1 for update skip locked)`,
  `delete from grants where id in (
     select id from grants where expires_at <= now() order by expires_at limit $1 for update skip locked)`,
  `delete from sessions where id in (
     select id from sessions where expires_at <= now() order by expires_at limit $1 for update skip locked)`,
  `delete from wrong_passwords where login in (
     select login from wrong_passwords where expires_at <= now() order by expires_at limit $1 for update skip locked)`,
] as const;

/** Removes them, at most `rowsMax` of each; true when none are left. */
export async function sweepAccess(tx: Tx, rowsMax: number): Promise<boolean> {
  let isDone = true;
  for (const sweep of sweeps) {
    const { rowCount } = await tx.query(sweep, [rowsMax]);
    if (rowCount >= rowsMax) isDone = false;
  }
  return isDone;
}
