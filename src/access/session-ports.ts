import type { TokenUse } from './ports.ts';
import type { Organization, Scope } from './principal.ts';

/** Whose session it is to be. `password` is what was stored when his password was checked. */
export type SessionOwner =
  | { readonly kind: 'token'; readonly id: number }
  | { readonly kind: 'user'; readonly id: number; readonly password: string };

export interface NewSession {
  readonly hash: Buffer;
  readonly owner: SessionOwner;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Of one token or user there are so many; the oldest beyond them end. */
  readonly sessionsMax: number;
}

/** A session as authentication finds it: of a token that is not revoked, or of a user who is not disabled. */
export interface FoundSession {
  readonly id: number;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
  readonly organization: Organization;
  readonly actor: SessionActor;
}
export interface SessionActor {
  readonly kind: 'token' | 'user';
  readonly id: number;
  readonly publicId: string;
  /** The token's name, the user's e-mail address. */
  readonly name: string;
  /** As they are now. */
  readonly scopes: readonly Scope[];
  readonly lastUsedAt: Date | null;
}

export interface SessionStore<Tx> {
  /** By one statement. */
  find(hash: Buffer): Promise<FoundSession | null>;
  /** The session's id; null: the user was disabled or given another password since he was looked at. */
  insert(tx: Tx, session: NewSession): Promise<number | null>;
  end(tx: Tx, sessionId: number): Promise<void>;
  /** That of a cookie, if there is one. */
  endByHash(tx: Tx, hash: Buffer): Promise<void>;
  endOfUser(tx: Tx, userId: number): Promise<void>;
  /** The last use of a session. */
  markUsed(tx: Tx, use: TokenUse): Promise<void>;
}
