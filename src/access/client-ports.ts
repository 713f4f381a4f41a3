import type { Page } from './ports.ts';
import type { Organization, Scope } from './principal.ts';

/** How a client may get its first token; a refresh token serves whoever it was given to. */
export const grantTypes = ['password', 'client_credentials'] as const;
export type GrantType = (typeof grantTypes)[number];

/** What may be shown of a client: never its secret. */
export interface ClientEntry {
  /** `cli_…`: what it names itself by. */
  readonly publicId: string;
  /** The code of its organization. */
  readonly organizationCode: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly grantTypes: readonly GrantType[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** When it last got a token, for itself or for a user. */
  readonly lastUsedAt: Date | null;
}

export interface NewClient extends Omit<ClientEntry, 'organizationCode' | 'revokedAt' | 'lastUsedAt'> {
  readonly organization: Organization;
  readonly secretHash: Buffer;
}

/** A client as somebody claims to be it. */
export interface FoundClient {
  readonly id: number;
  readonly secretHash: Buffer;
  readonly scopes: readonly Scope[];
  readonly grantTypes: readonly GrantType[];
  readonly lastUsedAt: Date | null;
  readonly organization: Organization;
}

export interface ClientRevocation {
  readonly topId: number;
  readonly publicId: string;
  readonly at: Date;
}

export interface ClientStore<Tx> {
  /** By one statement, with its organization; null when it is revoked or there is none. */
  findLive(publicId: string): Promise<FoundClient | null>;
  /** Those of `topId` and of those below it, newest first; a page goes on after a client's public id. */
  list(topId: number, page: Page): Promise<ClientEntry[]>;
  insert(tx: Tx, client: NewClient): Promise<void>;
  /** Revoked once, it keeps its first moment; null alike when it is foreign and when there is none. */
  revoke(tx: Tx, revocation: ClientRevocation): Promise<(ClientEntry & { readonly id: number }) | null>;
}
