import { RequestError } from '../errors/request-error.ts';
import { expiryForms, parseExpiry } from './expiry.ts';
import { newReference } from './ids.ts';
import type { RandomBytes } from './ids.ts';
import { nameFaults } from './names.ts';
import { pageOf } from './paging.ts';
import type { Listing } from './paging.ts';
import type { Page, TokenEntry, TokenStore } from './ports.ts';
import type { Organization, Scope } from './principal.ts';
import { defaultScopes, grantFaults, inOrder } from './scopes.ts';
import { hashTokenSecret, newTokenSecret } from './token-secret.ts';

interface TokensDeps<Tx> {
  readonly store: TokenStore<Tx>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
}

export interface TokenRequest {
  readonly organization: Organization;
  readonly name: string;
  /** What the one who grants may do himself; he grants no more. */
  readonly granter: ReadonlySet<Scope>;
  /** All but `admin` when left out. */
  readonly scopes?: readonly string[] | undefined;
  /** See `parseExpiry`; never when left out. */
  readonly expires?: string | undefined;
}

export interface CreatedToken extends TokenEntry {
  /** The token itself: shown now and never again. */
  readonly secret: string;
}

/** The tokens of an organization and of those below it. */
export class Tokens<Tx> {
  readonly #deps: TokensDeps<Tx>;

  constructor(deps: TokensDeps<Tx>) {
    this.#deps = deps;
  }

  /** Makes a token. */
  async create(tx: Tx, request: TokenRequest): Promise<CreatedToken> {
    const { organization, name, granter, scopes = defaultScopes, expires } = request;
    const { store, random, clock } = this.#deps;
    const createdAt = clock();
    const expiresAt = expires === undefined ? null : parseExpiry(expires, createdAt);
    const faults = [...nameFaults(name), ...grantFaults(scopes, granter)];
    if (expiresAt === undefined) faults.push(`expires must be ${expiryForms}`);
    if (faults.length > 0 || expiresAt === undefined) {
      throw new RequestError('validation_failed', 'Validation failed', { faults });
    }
    const secret = newTokenSecret(random);
    const token = { publicId: `tok_${newReference(random)}`, name, scopes: inOrder(scopes), createdAt, expiresAt };
    await store.insert(tx, { ...token, organization, hash: hashTokenSecret(secret) });
    return { ...token, organizationCode: organization.code, revokedAt: null, lastUsedAt: null, secret };
  }

  /** The tokens of `top` and of those below it, newest first. */
  async list(top: Organization, page: Page): Promise<Listing<TokenEntry>> {
    return pageOf({
      page,
      read: (wanted) => this.#deps.store.list(top.id, wanted),
      cursorOf: ({ publicId }) => publicId,
    });
  }

  /** Ends a token at once. Foreign and unknown are refused alike; one that is revoked already stays as it is. */
  async revoke(tx: Tx, top: Organization, publicId: string): Promise<TokenEntry> {
    const { store, clock } = this.#deps;
    const revoked = await store.revoke(tx, { topId: top.id, publicId, at: clock() });
    if (revoked === null) throw new RequestError('not_found', 'There is no such token.');
    return revoked;
  }
}
