import { RequestError } from '../errors/request-error.ts';
import type { ClientEntry, ClientStore, GrantType } from './client-ports.ts';
import { grantTypes as allGrantTypes } from './client-ports.ts';
import { newClientSecret } from './client-secret.ts';
import type { GrantStore } from './grant-ports.ts';
import { newReference } from './ids.ts';
import type { RandomBytes } from './ids.ts';
import { nameFaults } from './names.ts';
import { pageOf } from './paging.ts';
import type { Listing } from './paging.ts';
import type { Page } from './ports.ts';
import type { Organization, Scope } from './principal.ts';
import { defaultScopes, grantFaults, inOrder } from './scopes.ts';
import { hashSecret } from './secret-text.ts';

interface ClientsDeps<Tx> {
  readonly store: ClientStore<Tx>;
  readonly grants: Pick<GrantStore<Tx>, 'endOfClient'>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
}

export interface ClientRequest {
  readonly organization: Organization;
  readonly name: string;
  /** What the one who grants may do himself; he grants no more. */
  readonly granter: ReadonlySet<Scope>;
  /** All but `admin` when left out. */
  readonly scopes?: readonly string[] | undefined;
  /** All when left out. */
  readonly grantTypes?: readonly string[] | undefined;
}

export interface CreatedClient extends ClientEntry {
  /** Shown now and never again. */
  readonly secret: string;
}

/** The clients of an organization and of those below it: the programs that get tokens by OAuth. */
export class Clients<Tx> {
  readonly #deps: ClientsDeps<Tx>;

  constructor(deps: ClientsDeps<Tx>) {
    this.#deps = deps;
  }

  /** Makes a client. */
  async create(tx: Tx, { organization, name, granter, ...request }: ClientRequest): Promise<CreatedClient> {
    const { store, random, clock } = this.#deps;
    const { scopes = defaultScopes, grantTypes = allGrantTypes } = request;
    const faults = [...nameFaults(name), ...grantFaults(scopes, granter), ...grantTypeFaults(grantTypes)];
    if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
    const secret = newClientSecret(random);
    const client = {
      publicId: `cli_${newReference(random)}`,
      name,
      scopes: inOrder(scopes),
      grantTypes: allGrantTypes.filter((type) => grantTypes.includes(type)),
      createdAt: clock(),
    };
    await store.insert(tx, { ...client, organization, secretHash: hashSecret(secret) });
    return { ...client, organizationCode: organization.code, revokedAt: null, lastUsedAt: null, secret };
  }

  /** The clients of `top` and of those below it, newest first. */
  async list(top: Organization, page: Page): Promise<Listing<ClientEntry>> {
    return pageOf({
      page,
      read: (wanted) => this.#deps.store.list(top.id, wanted),
      cursorOf: ({ publicId }) => publicId,
    });
  }

  /** Ends a client and its tokens at once. Foreign and unknown are refused alike; one revoked already stays so. */
  async revoke(tx: Tx, top: Organization, publicId: string): Promise<ClientEntry> {
    const { store, grants, clock } = this.#deps;
    const revoked = await store.revoke(tx, { topId: top.id, publicId, at: clock() });
    if (revoked === null) throw new RequestError('not_found', 'There is no such client.');
    await grants.endOfClient(tx, revoked.id);
    return revoked;
  }
}

function grantTypeFaults(wanted: readonly string[]): string[] {
  if (wanted.length === 0) return ['grantTypes cannot be empty'];
  const known: readonly string[] = allGrantTypes satisfies readonly GrantType[];
  return wanted.every((type) => known.includes(type)) ? [] : [`grantTypes must be among ${allGrantTypes.join(', ')}`];
}
