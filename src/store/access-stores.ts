import type { AccessStores } from '../access/access.ts';
import { clientStore } from './clients.ts';
import type { Reader, Tx } from './database.ts';
import { grantStore } from './grants.ts';
import { organizationStore } from './organizations.ts';
import { sessionStore } from './sessions.ts';
import { tokenStore } from './tokens.ts';
import { userStore } from './users.ts';
import { wrongPasswordStore } from './wrong-passwords.ts';

/** All that access keeps. */
export function accessStores(reader: Reader): AccessStores<Tx> {
  return {
    organizations: organizationStore(reader),
    tokens: tokenStore(reader),
    users: userStore(reader),
    clients: clientStore(reader),
    grants: grantStore(reader),
    wrongPasswords: wrongPasswordStore(),
    sessions: sessionStore(reader),
  };
}
