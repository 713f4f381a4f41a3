import type { FoundClient } from '../client-ports.ts';
import { sharedScopes } from '../scopes.ts';
import { companyBelow } from './company-below.ts';
import { issue } from './issue.ts';
import { narrowed } from './narrowed.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { ByClient, GrantedToken } from './oauth-request.ts';
import { OAuthRefusal } from './refusal.ts';

/** For the client itself, for its own company or the one below it that is named. */
export async function tokenByClient<Tx>(
  deps: OAuthDeps<Tx>,
  client: FoundClient,
  { company: code, scope }: ByClient,
): Promise<GrantedToken> {
  const company = code === undefined ? client.organization : await companyBelow(deps, client, code);
  if (company === null) throw new OAuthRefusal('invalid_grant', "The company is not the client's or below it.");
  const scopes = narrowed(sharedScopes([client.scopes]), scope);
  const granted = await deps.transact((tx) => issue(deps, tx, { client, user: null, company, scopes }));
  // Revoked since it was looked at.
  if (granted === null) throw new OAuthRefusal('invalid_client', 'The client is revoked.');
  return granted;
}
