/**
 * Who makes a request: a token that somebody made, or a user or a client with an access token by OAuth; the organization
 * acted for, and what may be done there. Tokens, users and clients have ids of one sequence.
 */
export interface Principal {
  /** Of the token, the user or the client; all access tokens of a user are one to limits and to `by`. */
  readonly tokenId: number;
  /** `tok_…`, `usr_…` or `cli_…` */
  readonly tokenPublicId: string;
  /** The token's name, the user's e-mail address or the client's name. */
  readonly tokenName: string;
  readonly organization: Organization;
  readonly scopes: ReadonlySet<Scope>;
}

export interface Organization {
  /** The store's own id; never shown. */
  readonly id: number;
  /** `org_…` */
  readonly publicId: string;
  /** `CEK…` */
  readonly code: string;
  readonly name: string;
  /** The parent's code; null for the root. */
  readonly parentCode: string | null;
  /** Ids from the root down to this one, itself included. */
  readonly path: readonly number[];
}

export const scopes = [
  'campaigns:read',
  'campaigns:write',
  'customers:read',
  'customers:write',
  'batches:read',
  'admin',
] as const;
export type Scope = (typeof scopes)[number];
