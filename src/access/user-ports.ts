import type { Page } from './ports.ts';
import type { Organization, Scope } from './principal.ts';

/** What may be shown of a user: never the password, nor what is stored of it. */
export interface UserEntry {
  /** `usr_…` */
  readonly publicId: string;
  /** The code of its organization. */
  readonly organizationCode: string;
  /** In lower case. */
  readonly email: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** When he last got a token. */
  readonly lastUsedAt: Date | null;
}

export interface NewUser {
  readonly publicId: string;
  readonly organization: Organization;
  readonly email: string;
  /** See `hashPassword`. */
  readonly password: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
}

/** A user as somebody claims to be him. */
export interface FoundUser {
  readonly id: number;
  readonly password: string;
  readonly scopes: readonly Scope[];
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly organization: Organization;
}

export interface UserChange {
  /** The one to change, by the store's own id. */
  readonly id: number;
  readonly at: Date;
  /** What is left out stays. */
  readonly password?: string | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  /** Disabled twice, he keeps the first moment. */
  readonly disabled?: boolean | undefined;
}

export interface UserStore<Tx> {
  /** By one statement, with his organization; whoever is disabled as well. */
  findByEmail(email: string): Promise<FoundUser | null>;
  /** By public id or e-mail address, in `topId` or below it; null alike when he is foreign and when there is none. */
  find(topId: number, name: string): Promise<(UserEntry & { readonly id: number }) | null>;
  /** Those of `topId` and of those below it, newest first; a page goes on after a user's public id. */
  list(topId: number, page: Page): Promise<UserEntry[]>;
  /** False: another one has the address, in whatever organization. */
  insert(tx: Tx, user: NewUser): Promise<boolean>;
  change(tx: Tx, change: UserChange): Promise<UserEntry>;
}
