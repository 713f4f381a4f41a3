import type { FoundGrant, GrantStore, NewAccessToken, NewGrant } from '../access/grant-ports.ts';
import type { Scope } from '../access/principal.ts';
import { findAccessToken } from './access-tokens.ts';
import type { Reader, Tx } from './database.ts';

/**
 * Grants and their tokens in PostgreSQL. What ends one deletes it. Rows are locked in one order, users before clients
 * before grants, so nobody deadlocks; whoever ends a user or a client locks its row before he deletes its grants, and
 * whoever makes a grant locks both rows first: so he either is found or finds that they have ended.
 */
export function grantStore(reader: Reader): GrantStore<Tx> {
  return {
    findAccessToken: (hash) => findAccessToken(reader, hash),
    insert: (tx, grant) => insertGrant(tx, grant),
    holdFamily: (tx, familyHash) => holdFamily(tx, familyHash),
    async rotate(tx, { grantId, refreshHash, expiresAt, accessToken, accessTokensMax }) {
      await tx.query('update grants set refresh_hash = $2, expires_at = $3 where id = $1', [
        grantId,
        refreshHash,
        expiresAt,
      ]);
      await insertAccessToken(tx, grantId, accessToken);
      await tx.query(
        `delete from access_tokens where hash in (
           select hash from access_tokens where grant_id = $1 order by created_at desc, hash offset $2)`,
        [grantId, accessTokensMax],
      );
    },
    async end(tx, grantId) {
      await tx.query('delete from grants where id = $1', [grantId]);
    },
    async endOfUser(tx, userId) {
      await tx.query('delete from grants where user_id = $1', [userId]);
    },
    async endOfClient(tx, clientId) {
      await tx.query('delete from grants where client_id = $1', [clientId]);
    },
    async markUsed(tx, { tokenId, at, olderThan }) {
      await tx.query(
        `with used as (
           update users set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)
         )
         update clients set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)`,
        [tokenId, at, olderThan],
      );
    },
  };
}

async function insertGrant(tx: Tx, grant: NewGrant): Promise<boolean> {
  const { clientId, user, organizationId, scopes, familyHash, refreshHash, createdAt, expiresAt } = grant;
  if (!(await areLive(tx, grant))) return false;
  const { rows } = await tx.query<{ id: number }>(
    `insert into grants (client_id, user_id, organization_id, scopes, family_hash, refresh_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [clientId, user?.id ?? null, organizationId, scopes, familyHash, refreshHash, createdAt, expiresAt],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the grant was not written');
  await insertAccessToken(tx, id, grant.accessToken);
  await endOldest(tx, grant);
  return true;
}

/** Both stay as they are until the transaction ends. */
async function areLive(tx: Tx, { clientId, user }: NewGrant): Promise<boolean> {
  if (user !== null) {
    const users = await tx.query(
      'select from users where id = $1 and password = $2 and disabled_at is null for share',
      [user.id, user.password],
    );
    if (users.rowCount === 0) return false;
  }
  const clients = await tx.query('select from clients where id = $1 and revoked_at is null for share', [clientId]);
  return clients.rowCount > 0;
}

/** Reads as many entries of an index as there may be grants: 0.3 ms at most. */
async function endOldest(tx: Tx, { clientId, user, grantsMax }: NewGrant): Promise<void> {
  // Not "is not distinct from": no index serves that.
  const whose = user === null ? 'user_id is null and $2::bigint is null' : 'user_id = $2';
  await tx.query(
    `delete from grants where id in (
       select id from grants where client_id = $1 and ${whose} order by id desc offset $3)`,
    [clientId, user?.id ?? null, grantsMax],
  );
}

async function insertAccessToken(tx: Tx, grantId: number, token: NewAccessToken): Promise<void> {
  await tx.query(
    'insert into access_tokens (hash, grant_id, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [token.hash, grantId, token.scopes, token.createdAt, token.expiresAt],
  );
}

interface GrantRow {
  readonly id: number;
  readonly client_id: number;
  readonly user_id: number | null;
  readonly code: string;
  readonly scopes: Scope[];
  readonly user_scopes: Scope[] | null;
  readonly refresh_hash: Buffer;
  readonly expires_at: Date;
}

async function holdFamily(tx: Tx, familyHash: Buffer): Promise<FoundGrant | null> {
  const { rows } = await tx.query<GrantRow>(
    `select g.id, g.client_id, g.user_id, o.code, g.scopes, u.scopes as user_scopes, g.refresh_hash, g.expires_at
     from grants g join organizations o on o.id = g.organization_id left join users u on u.id = g.user_id
     where g.family_hash = $1 for update of g`,
    [familyHash],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    clientId: row.client_id,
    userId: row.user_id,
    organizationCode: row.code,
    scopes: row.scopes,
    userScopes: row.user_scopes,
    refreshHash: row.refresh_hash,
    expiresAt: row.expires_at,
  };
}
