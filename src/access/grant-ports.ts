import type { TokenUse } from './ports.ts';
import type { Organization, Scope } from './principal.ts';

/** An access token as it is stored. */
export interface NewAccessToken {
  readonly hash: Buffer;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewGrant {
  readonly clientId: number;
  /** null: the client acts for itself. `password` is what was stored when his password was checked. */
  readonly user: { readonly id: number; readonly password: string } | null;
  readonly organizationId: number;
  readonly scopes: readonly Scope[];
  readonly familyHash: Buffer;
  readonly refreshHash: Buffer;
  readonly createdAt: Date;
  /** Of the refresh token. */
  readonly expiresAt: Date;
  readonly accessToken: NewAccessToken;
  /** Of this user by this client there are so many; the oldest beyond them end. */
  readonly grantsMax: number;
}

/** A grant as a refresh token names it. */
export interface FoundGrant {
  readonly id: number;
  readonly clientId: number;
  readonly userId: number | null;
  readonly organizationCode: string;
  readonly scopes: readonly Scope[];
  /** null: it has no user. */
  readonly userScopes: readonly Scope[] | null;
  readonly refreshHash: Buffer;
  readonly expiresAt: Date;
}

export interface Rotation {
  readonly grantId: number;
  readonly refreshHash: Buffer;
  readonly expiresAt: Date;
  readonly accessToken: NewAccessToken;
  /** The grant has so many; the oldest beyond them end. */
  readonly accessTokensMax: number;
}

/** An access token as authentication finds it: of a live user and a live client. */
export interface FoundAccessToken {
  /** The user; the client where it acts for itself. */
  readonly actor: { readonly id: number; readonly publicId: string; readonly name: string };
  readonly organization: Organization;
  readonly scopes: readonly Scope[];
  /** As they are now: the token's can have become less, never more. */
  readonly userScopes: readonly Scope[] | null;
  readonly clientScopes: readonly Scope[];
  readonly expiresAt: Date;
}

export interface GrantStore<Tx> {
  /** By one statement. */
  findAccessToken(hash: Buffer): Promise<FoundAccessToken | null>;
  /** False: the client was revoked, or the user disabled or given another password, since they were looked at. */
  insert(tx: Tx, grant: NewGrant): Promise<boolean>;
  /** Held until the transaction ends, so that two that bring the same refresh token take turns. */
  holdFamily(tx: Tx, familyHash: Buffer): Promise<FoundGrant | null>;
  rotate(tx: Tx, rotation: Rotation): Promise<void>;
  /** Ends its tokens at once. */
  end(tx: Tx, grantId: number): Promise<void>;
  endOfUser(tx: Tx, userId: number): Promise<void>;
  endOfClient(tx: Tx, clientId: number): Promise<void>;
  /** The last use of a user or a client. */
  markUsed(tx: Tx, use: TokenUse): Promise<void>;
}

export interface WrongPassword {
  /** See `loginHash`. */
  readonly login: Buffer;
  readonly at: Date;
  /** So many within the window lock the address for this long. */
  readonly many: number;
  readonly windowMs: number;
  readonly lockedMs: number;
}

export interface WrongPasswordStore<Tx> {
  /** Whether the address is locked; held until the transaction ends. */
  isLocked(tx: Tx, { login, at }: Pick<WrongPassword, 'login' | 'at'>): Promise<boolean>;
  /** Counts one more, and locks the address when it is one too many. Writes in any case, so that time tells nothing. */
  note(tx: Tx, wrong: WrongPassword): Promise<void>;
}
