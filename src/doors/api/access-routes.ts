import type { Access } from '../../access/access.ts';
import type { Transact } from '../../access/ports.ts';
import type { Route } from '../../http/route.ts';
import { createClient } from './create-client.ts';
import { createOrganization } from './create-organization.ts';
import { createToken } from './create-token.ts';
import { createUser } from './create-user.ts';
import { listClients } from './list-clients.ts';
import { listOrganizations } from './list-organizations.ts';
import { listTokens } from './list-tokens.ts';
import { listUsers } from './list-users.ts';
import { revokeClient } from './revoke-client.ts';
import { revokeToken } from './revoke-token.ts';
import { showMe } from './show-me.ts';
import { updateUser } from './update-user.ts';

export interface AccessRoutesDeps<Tx> {
  readonly access: Pick<Access<Tx>, 'organizations' | 'tokens' | 'users' | 'clients'>;
  readonly transact: Transact<Tx>;
}

/** Organizations, tokens, users and clients. */
export function accessRoutes<Tx>({ access, transact }: AccessRoutesDeps<Tx>): Route<Tx>[] {
  return [
    showMe(),
    listOrganizations(access),
    createOrganization(access),
    listTokens(access),
    createToken({ ...access, transact }),
    revokeToken(access),
    listUsers(access),
    createUser(access),
    updateUser(access),
    listClients(access),
    createClient({ ...access, transact }),
    revokeClient(access),
  ];
}
