/** What access needs of a store. `src/store` fulfils it; access knows no SQL. */
import type { Organization, Scope } from './principal.ts';

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export type Transact<Tx> = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** A place in a list: at most `limit` entries, those after the entry that `after` names (null: from the start). */
export interface Page {
  readonly limit: number;
  readonly after: string | null;
}

export interface NewOrganization {
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
}

export interface OrganizationStore<Tx> {
  /** The organization of that code if it is `topId` or below it; null alike when it is foreign and when there is none. */
  find(topId: number, code: string): Promise<Organization | null>;
  /** `topId` and those below it, by code; a page goes on after a code. */
  list(topId: number, page: Page): Promise<Organization[]>;
  /** null: the code is taken. */
  insert(tx: Tx, organization: NewOrganization, parent: Organization): Promise<Organization | null>;
  /** The root, made when there is none; held until the transaction ends, so that two that begin take turns. */
  holdRoot(tx: Tx, root: NewOrganization): Promise<Organization>;
}

interface NewToken {
  readonly publicId: string;
  readonly organization: Organization;
  readonly name: string;
  readonly hash: Buffer;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** What may be shown of a token: never the token. */
export interface TokenEntry {
  /** `tok_…` */
  readonly publicId: string;
  /** The code of its organization. */
  readonly organizationCode: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A token as authentication finds it. */
export interface FoundToken extends Omit<TokenEntry, 'organizationCode' | 'createdAt'> {
  readonly id: number;
  readonly organization: Organization;
}

interface TokenRevocation {
  readonly topId: number;
  readonly publicId: string;
  readonly at: Date;
}

export interface TokenUse {
  readonly tokenId: number;
  readonly at: Date;
  /** Written only when the last use noted is older than this. */
  readonly olderThan: Date;
}

export interface TokenStore<Tx> {
  /** By one statement, with its organization. */
  findByHash(hash: Buffer): Promise<FoundToken | null>;
  /** The tokens of `topId` and of those below it, newest first; a page goes on after a token's public id. */
  list(topId: number, page: Page): Promise<TokenEntry[]>;
  insert(tx: Tx, token: NewToken): Promise<void>;
  /** Revoked once, it keeps its first moment; null alike when it is foreign and when there is none. */
  revoke(tx: Tx, revocation: TokenRevocation): Promise<TokenEntry | null>;
  markUsed(tx: Tx, use: TokenUse): Promise<void>;
  /** Whether the organization ever had a token. */
  hasAny(tx: Tx, organizationId: number): Promise<boolean>;
}
