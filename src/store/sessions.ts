import type { Scope } from '../access/principal.ts';
import type { FoundSession, NewSession, SessionStore } from '../access/session-ports.ts';
import type { Reader, Tx } from './database.ts';
import { organizationColumns, organizationOf } from './organizations.ts';
import type { OrganizationRow } from './organizations.ts';

/** Sessions in PostgreSQL: the hashes of their cookies, never themselves. What ends one deletes it. */
export function sessionStore(reader: Reader): SessionStore<Tx> {
  return {
    find: (hash) => findSession(reader, hash),
    insert: (tx, session) => insertSession(tx, session),
    async end(tx, sessionId) {
      await tx.query('delete from sessions where id = $1', [sessionId]);
    },
    async endByHash(tx, hash) {
      await tx.query('delete from sessions where hash = $1', [hash]);
    },
    async endOfUser(tx, userId) {
      await tx.query('delete from sessions where user_id = $1', [userId]);
    },
    async markUsed(tx, { tokenId: sessionId, at, olderThan }) {
      // The condition again, as the row is now: another process may have written in the meantime.
      await tx.query('update sessions set last_used_at = $2 where id = $1 and last_used_at <= $3', [
        sessionId,
        at,
        olderThan,
      ]);
    },
  };
}

interface SessionRow extends OrganizationRow {
  readonly id: number;
  readonly expires_at: Date;
  readonly last_used_at: Date;
  readonly kind: 'token' | 'user';
  readonly actor_id: number;
  readonly actor_public_id: string;
  readonly actor_name: string;
  readonly actor_used_at: Date | null;
  readonly scopes: Scope[];
}

/** With all that authentication asks, by one statement. Whoever was disabled or revoked has no session. */
async function findSession(reader: Reader, hash: Buffer): Promise<FoundSession | null> {
  const { rows } = await reader.query<SessionRow>(
    `select s.id, s.expires_at, s.last_used_at, case when t.id is null then 'user' else 'token' end as kind,
       coalesce(t.id, u.id) as actor_id, coalesce(t.public_id, u.public_id) as actor_public_id,
       coalesce(t.name, u.email) as actor_name, coalesce(t.scopes, u.scopes) as scopes,
       coalesce(t.last_used_at, u.last_used_at) as actor_used_at, ${organizationColumns}
     from sessions s
     left join tokens t on t.id = s.token_id
     left join users u on u.id = s.user_id
     join organizations o on o.id = coalesce(t.organization_id, u.organization_id)
     left join organizations p on p.id = o.parent_id
     where s.hash = $1 and t.revoked_at is null and u.disabled_at is null`,
    [hash],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    organization: organizationOf(row),
    actor: {
      kind: row.kind,
      id: row.actor_id,
      publicId: row.actor_public_id,
      name: row.actor_name,
      scopes: row.scopes,
      lastUsedAt: row.actor_used_at,
    },
  };
}

async function insertSession(tx: Tx, { hash, owner, createdAt, expiresAt, sessionsMax }: NewSession) {
  if (!(await isLive(tx, owner))) return null;
  const column = owner.kind === 'token' ? 'token_id' : 'user_id';
  const { rows } = await tx.query<{ id: number }>(
    `insert into sessions (hash, ${column}, created_at, expires_at, last_used_at) values ($1, $2, $3, $4, $3)
     returning id`,
    [hash, owner.id, createdAt, expiresAt],
  );
  await tx.query(
    `delete from sessions where id in (select id from sessions where ${column} = $1 order by id desc offset $2)`,
    [owner.id, sessionsMax],
  );
  return rows[0]?.id ?? null;
}

/**
 * A user stays as he is until the transaction ends: whoever disables him or changes his password has his row before he
 * deletes his sessions, so this one is found by him, or finds out here. A token is looked at anew with each request.
 */
async function isLive(tx: Tx, owner: NewSession['owner']): Promise<boolean> {
  if (owner.kind === 'token') return true;
  const { rowCount } = await tx.query(
    'select from users where id = $1 and password = $2 and disabled_at is null for share',
    [owner.id, owner.password],
  );
  return rowCount > 0;
}
