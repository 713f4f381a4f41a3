import { Authentication } from './authentication.ts';
import { bootstrap, holdRoot } from './bootstrap.ts';
import type { RandomBytes } from './ids.ts';
import { LastUse } from './last-use.ts';
import type { Log } from './last-use.ts';
import { Organizations } from './organizations.ts';
import type { OrganizationStore, TokenStore } from './ports.ts';
import type { Organization } from './principal.ts';
import { Tokens } from './tokens.ts';
import type { CreatedToken } from './tokens.ts';

interface AccessDeps<Tx> {
  readonly organizationStore: OrganizationStore<Tx>;
  readonly tokenStore: TokenStore<Tx>;
  /** For what is written beside a request; need not be durable. */
  readonly transact: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
  readonly log: Log;
  readonly organizationDepthMax: number;
}

/** Organizations, tokens, and who may do what: the whole room, built from its store. */
export interface Access<Tx> extends AsyncDisposable {
  readonly authentication: Authentication<Tx>;
  readonly organizations: Organizations<Tx>;
  readonly tokens: Tokens<Tx>;
  /** See `bootstrap`. */
  bootstrap(tx: Tx): Promise<CreatedToken | null>;
  /** The root organization, made when there is none; no token is made. */
  root(tx: Tx): Promise<Organization>;
}

/** Builds the room. Disposing of it waits for the last uses that are being written. */
export function createAccess<Tx>(deps: AccessDeps<Tx>): Access<Tx> {
  const { organizationStore, tokenStore, random, clock } = deps;
  const lastUse = new LastUse({ tokens: tokenStore, transact: deps.transact, log: deps.log });
  const tokens = new Tokens({ store: tokenStore, random, clock });
  return {
    authentication: new Authentication({ tokens: tokenStore, organizations: organizationStore, lastUse, clock }),
    organizations: new Organizations({ store: organizationStore, random, depthMax: deps.organizationDepthMax }),
    tokens,
    bootstrap: (tx) => bootstrap(tx, { organizationStore, tokenStore, tokens, random }),
    root: (tx) => holdRoot(tx, { organizationStore, random }),
    [Symbol.asyncDispose]: () => lastUse[Symbol.asyncDispose](),
  };
}
