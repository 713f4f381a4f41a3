import { newReference } from './ids.ts';
import type { RandomBytes } from './ids.ts';
import type { OrganizationStore, TokenStore } from './ports.ts';
import { scopes } from './principal.ts';
import type { Organization } from './principal.ts';
import type { CreatedToken, Tokens } from './tokens.ts';

interface BootstrapDeps<Tx> {
  readonly organizationStore: Pick<OrganizationStore<Tx>, 'holdRoot'>;
  readonly tokenStore: Pick<TokenStore<Tx>, 'hasAny'>;
  readonly tokens: Pick<Tokens<Tx>, 'create'>;
  readonly random: RandomBytes;
}

/**
 * Makes what an empty database lacks: the root organization, and the administrator's token when the root never had
 * one. Of two processes that begin at once one gets the token and the other null, because the root is held until the
 * transaction ends; so what shows the token may do so inside it, and a token that could not be shown is not kept.
 */
export async function bootstrap<Tx>(tx: Tx, deps: BootstrapDeps<Tx>): Promise<CreatedToken | null> {
  const organization = await holdRoot(tx, deps);
  if (await deps.tokenStore.hasAny(tx, organization.id)) return null;
  return deps.tokens.create(tx, { organization, name: 'administrator', granter: new Set(scopes), scopes: ['admin'] });
}

/** The root organization, made when there is none. */
export async function holdRoot<Tx>(
  tx: Tx,
  { organizationStore, random }: Pick<BootstrapDeps<Tx>, 'organizationStore' | 'random'>,
): Promise<Organization> {
  return organizationStore.holdRoot(tx, { publicId: `org_${newReference(random)}`, code: 'CEKROOT000', name: 'Root' });
}
