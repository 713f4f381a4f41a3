import type { FoundClient } from '../client-ports.ts';
import { codeFaults } from '../names.ts';
import type { Organization } from '../principal.ts';
import type { OAuthDeps } from './oauth-deps.ts';

/** The company of that code, if it is the client's own or below it; null alike when it is foreign and when there is none. */
export async function companyBelow<Tx>(
  { organizations }: Pick<OAuthDeps<Tx>, 'organizations'>,
  client: FoundClient,
  code: string,
): Promise<Organization | null> {
  return codeFaults(code).length > 0 ? null : organizations.find(client.organization.id, code);
}
