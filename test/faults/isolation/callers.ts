import assert from 'node:assert/strict';
import { signIn } from '../../acceptance/signed-in.ts';
import { done, newClient, newUser, oauthCaller, password, type Owner } from '../owner.ts';
import type { TestService } from '../../service.ts';
import { scopes } from '../../../src/access/principal.ts';
import { client, type Client } from '../../tenant.ts';

/** Callers who are let in nowhere, by what ails them. */
export async function refusedCallers(
  { url, anybody, database }: TestService,
  victim: Owner,
): Promise<Readonly<Record<string, Client>>> {
  const revoked = await victim.tenant.withScopes('admin');
  const expired = await victim.tenant.withScopes('admin');
  const idOf = async (who: Client): Promise<string> => {
    const { token } = await done<{ token: { id: string } }>(who, 'GET /api/v1/me');
    return token.id;
  };
  await done(victim.admin, `POST /api/v1/tokens/${await idOf(revoked)}/revoke`);
  const expiredId = await idOf(expired);
  await database.transact(async (tx) => {
    await tx.query(`update tokens set expires_at = now() - interval '1 second' where public_id = $1`, [expiredId]);
  });
  return {
    'no token': anybody,
    'an unknown token': client(url, `amd_${'0'.repeat(43)}`),
    'a revoked token': revoked,
    'an expired token': expired,
    ...(await endedByOAuth(url, victim)),
    ...(await endedSessions(url, { victim, idOf })),
  };
}

/** By cookie, with all that a page of ours brings. */
async function endedSessions(
  url: string,
  { victim, idOf }: { victim: Owner; idOf: (who: Client) => Promise<string> },
): Promise<Readonly<Record<string, Client>>> {
  const [revoked, kept, user] = [
    await victim.tenant.withScopes('admin'),
    await victim.tenant.withScopes('admin'),
    await newUser(victim),
  ];
  const ofRevoked = await signIn(url, { token: revoked.token });
  const ended = await signIn(url, { token: kept.token });
  const ofDisabled = await signIn(url, { email: user.email, password });
  await done(victim.admin, `POST /api/v1/tokens/${await idOf(revoked)}/revoke`);
  await done(victim.admin, `PATCH /api/v1/users/${user.id}`, { disabled: true });
  const signedOut = await ended.call('DELETE /api/v1/session');
  assert.equal(signedOut.status, 204, signedOut.text);
  return {
    "a revoked token's session": ofRevoked,
    "a disabled user's session": ofDisabled,
    'a session that was ended': ended,
  };
}

async function endedByOAuth(url: string, owner: Owner): Promise<Readonly<Record<string, Client>>> {
  const [oauthClient, ended] = [await newClient(owner), await newClient(owner)];
  const user = await newUser(owner);
  const ofUser = await oauthCaller(url, oauthClient, { grant_type: 'password', username: user.email, password });
  const ofClient = await oauthCaller(url, ended, { grant_type: 'client_credentials' });
  await done(owner.admin, `PATCH /api/v1/users/${user.id}`, { disabled: true });
  await done(owner.admin, `POST /api/v1/clients/${ended.id}/revoke`);
  return { "a disabled user's token": ofUser, "a revoked client's token": ofClient };
}

/** For each scope a token of the organization that has all the others; `admin`, which has them all, apart. */
export async function callersWithout(owner: Owner): Promise<ReadonlyMap<string, Client>> {
  const callers = scopes.map(async (lacking) => {
    const others = scopes.filter((scope) => scope !== lacking && scope !== 'admin');
    return [lacking, await owner.tenant.withScopes(...others)] as const;
  });
  return new Map(await Promise.all(callers));
}
