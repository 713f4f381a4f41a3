import type { ClientStore } from '../client-ports.ts';
import type { GrantStore } from '../grant-ports.ts';
import type { RandomBytes } from '../ids.ts';
import type { LastUse } from '../last-use.ts';
import type { PasswordLogin } from '../password-login.ts';
import type { OrganizationStore, Transact } from '../ports.ts';

/** What giving a token takes. */
export interface OAuthDeps<Tx> {
  readonly clients: Pick<ClientStore<Tx>, 'findLive'>;
  readonly grants: GrantStore<Tx>;
  readonly organizations: Pick<OrganizationStore<Tx>, 'find'>;
  readonly login: PasswordLogin<Tx>;
  /** Of users and clients. */
  readonly lastUse: Pick<LastUse<Tx>, 'note'>;
  readonly transact: Transact<Tx>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
}
