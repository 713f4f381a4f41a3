import { Authentication } from './authentication.ts';
import { bootstrap, holdRoot } from './bootstrap.ts';
import type { ClientStore } from './client-ports.ts';
import { Clients } from './clients.ts';
import type { GrantStore, WrongPasswordStore } from './grant-ports.ts';
import type { RandomBytes } from './ids.ts';
import { LastUse } from './last-use.ts';
import type { Log } from './last-use.ts';
import { OAuth } from './oauth/oauth.ts';
import { Organizations } from './organizations.ts';
import type { PasswordCost } from './password-hash.ts';
import { PasswordLogin } from './password-login.ts';
import { Passwords } from './passwords.ts';
import type { OrganizationStore, TokenStore, Transact } from './ports.ts';
import type { Organization } from './principal.ts';
import { Sessions } from './sessions.ts';
import type { SessionLifetime } from './sessions.ts';
import type { SessionStore } from './session-ports.ts';
import { Tokens } from './tokens.ts';
import type { CreatedToken } from './tokens.ts';
import type { UserStore } from './user-ports.ts';
import { Users } from './users.ts';

/** All that this room keeps. */
export interface AccessStores<Tx> {
  readonly organizations: OrganizationStore<Tx>;
  readonly tokens: TokenStore<Tx>;
  readonly users: UserStore<Tx>;
  readonly clients: ClientStore<Tx>;
  readonly grants: GrantStore<Tx>;
  readonly wrongPasswords: WrongPasswordStore<Tx>;
  readonly sessions: SessionStore<Tx>;
}

interface AccessDeps<Tx> extends SessionLifetime {
  readonly stores: AccessStores<Tx>;
  readonly transact: Transact<Tx>;
  /** For what is written beside a request; need not be durable. */
  readonly note: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
  readonly log: Log;
  readonly organizationDepthMax: number;
  readonly passwordHashesAtOnceMax: number;
  /** Of new passwords; the standard one where it is left out. */
  readonly passwordCost?: PasswordCost;
}

/** Organizations, tokens, users, clients, sessions, and who may do what: the whole room, built from its stores. */
export interface Access<Tx> extends AsyncDisposable {
  readonly authentication: Authentication<Tx>;
  readonly organizations: Organizations<Tx>;
  readonly tokens: Tokens<Tx>;
  readonly users: Users<Tx>;
  readonly clients: Clients<Tx>;
  readonly login: PasswordLogin<Tx>;
  readonly oauth: OAuth<Tx>;
  readonly sessions: Sessions<Tx>;
  /** See `bootstrap`. */
  bootstrap(tx: Tx): Promise<CreatedToken | null>;
  /** The root organization, made when there is none; no token is made. */
  root(tx: Tx): Promise<Organization>;
}

/** Builds the room. Disposing of it waits for the last uses that are being written. */
export function createAccess<Tx>(deps: AccessDeps<Tx>): Access<Tx> {
  const { stores, transact, random, clock } = deps;
  const { grants } = stores;
  const tokens = new Tokens({ store: stores.tokens, random, clock });
  const passwords = new Passwords({
    random,
    atOnceMax: deps.passwordHashesAtOnceMax,
    ...(deps.passwordCost && { cost: deps.passwordCost }),
  });
  const login = new PasswordLogin({ ...stores, passwords, transact, clock });
  const lastUse = new LastUse({ tokens: stores.tokens, transact: deps.note, log: deps.log });
  const lastGrant = new LastUse({ tokens: grants, transact: deps.note, log: deps.log });
  const lastSession = new LastUse({ tokens: stores.sessions, transact: deps.note, log: deps.log });
  const { organizations, clients } = stores;
  const root = { organizationStore: organizations, random };
  return {
    authentication: new Authentication({ ...stores, lastUse, clock }),
    organizations: new Organizations({ store: organizations, random, depthMax: deps.organizationDepthMax }),
    tokens,
    users: new Users({ ...stores, store: stores.users, passwords, transact, random, clock }),
    clients: new Clients({ store: clients, grants, random, clock }),
    login,
    oauth: new OAuth({ clients, grants, organizations, login, lastUse: lastGrant, transact, random, clock }),
    sessions: new Sessions({
      ...stores,
      login,
      lastUse: { session: lastSession, token: lastUse, user: lastGrant },
      transact,
      random,
      clock,
      lifetime: deps,
    }),
    bootstrap: (tx) => bootstrap(tx, { ...root, tokenStore: stores.tokens, tokens }),
    root: (tx) => holdRoot(tx, root),
    async [Symbol.asyncDispose]() {
      await lastUse[Symbol.asyncDispose]();
      await lastGrant[Symbol.asyncDispose]();
      await lastSession[Symbol.asyncDispose]();
    },
  };
}
