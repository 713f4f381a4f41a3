import type { FoundClient } from '../client-ports.ts';
import { sharedScopes } from '../scopes.ts';
import type { Organization } from '../principal.ts';
import { companyBelow } from './company-below.ts';
import { issue } from './issue.ts';
import { narrowed } from './narrowed.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { ByPassword, GrantedToken } from './oauth-request.ts';
import { OAuthRefusal } from './refusal.ts';

/**
 * For a user, within what user and client share: scopes, and companies (the client's own or below it, and the user's own
 * or below it). Where no company is named it is the lower one of the two.
 */
export async function tokenByPassword<Tx>(
  deps: OAuthDeps<Tx>,
  client: FoundClient,
  request: ByPassword,
): Promise<GrantedToken> {
  const { login, lastUse, clock } = deps;
  const { username: email, password, scope } = request;
  const named = request.company === undefined ? undefined : await companyBelow(deps, client, request.company);
  // Whether the client may act for it tells nothing of users.
  if (named === null) throw refusal();
  const granted = await login.run({ email, password }, async (tx, user) => {
    const company = named ?? lower(client.organization, user.organization);
    if (company === null || !company.path.includes(user.organization.id)) return null;
    const scopes = narrowed(sharedScopes([client.scopes, user.scopes]), scope);
    const token = await issue(deps, tx, { client, user, company, scopes });
    if (token !== null) lastUse.note(user, clock());
    return token;
  });
  if (granted === null) throw refusal();
  return granted;
}

/** null: neither is below the other. */
function lower(one: Organization, other: Organization): Organization | null {
  if (one.path.includes(other.id)) return one;
  return other.path.includes(one.id) ? other : null;
}

/** One sentence for all, so that it tells nothing of which. */
function refusal(): OAuthRefusal {
  const sentence =
    'The user name or the password is wrong, or the user is locked, or may not act here for that company.';
  return new OAuthRefusal('invalid_grant', sentence);
}
