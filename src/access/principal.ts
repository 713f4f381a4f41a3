/** Who makes a request: a token, the organization it belongs to, and what it may do. */
export interface Principal {
  readonly tokenId: number;
  /** `tok_…` */
  readonly tokenPublicId: string;
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
