import { RequestError } from '../errors/request-error.ts';
import { passwordFaults, readEmail } from './credential-rules.ts';
import type { GrantStore } from './grant-ports.ts';
import { newReference } from './ids.ts';
import type { RandomBytes } from './ids.ts';
import { pageOf } from './paging.ts';
import type { Listing } from './paging.ts';
import type { Passwords } from './passwords.ts';
import type { Page, Transact } from './ports.ts';
import type { Organization, Scope } from './principal.ts';
import type { SessionStore } from './session-ports.ts';
import { defaultScopes, grantFaults, inOrder } from './scopes.ts';
import type { UserEntry, UserStore } from './user-ports.ts';

interface UsersDeps<Tx> {
  readonly store: UserStore<Tx>;
  readonly grants: Pick<GrantStore<Tx>, 'endOfUser'>;
  readonly sessions: Pick<SessionStore<Tx>, 'endOfUser'>;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly transact: Transact<Tx>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
}

export interface UserRequest {
  readonly organization: Organization;
  readonly email: string;
  readonly password: string;
  /** What the one who grants may do himself; he grants no more. */
  readonly granter: ReadonlySet<Scope>;
  /** All but `admin` when left out. */
  readonly scopes?: readonly string[] | undefined;
}

export interface UserChangeRequest {
  /** Whoever asks: the user is of this organization or of one below it. */
  readonly top: Organization;
  /** `usr_…`, or the e-mail address. */
  readonly user: string;
  readonly granter: ReadonlySet<Scope>;
  /** What is left out stays. */
  readonly password?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
}

/**
 * The users of an organization and of those below it. A password is hashed before the transaction begins, because that
 * may wait its turn, and would hold a connection to the database meanwhile.
 */
export class Users<Tx> {
  readonly #deps: UsersDeps<Tx>;

  constructor(deps: UsersDeps<Tx>) {
    this.#deps = deps;
  }

  /** Makes a user. */
  async create({ organization, password, granter, ...request }: UserRequest): Promise<UserEntry> {
    const { store, passwords, transact, random, clock } = this.#deps;
    const { scopes = defaultScopes } = request;
    const email = readEmail(request.email);
    const faults = [...passwordFaults(password, email), ...grantFaults(scopes, granter)];
    if (email === null) faults.unshift('email must be an e-mail address');
    if (email === null || faults.length > 0) throw refusal(faults);
    const hashed = await passwords.hash(password);
    const user = { publicId: `usr_${newReference(random)}`, email, scopes: inOrder(scopes), createdAt: clock() };
    const isMade = await transact((tx) => store.insert(tx, { ...user, organization, password: hashed }));
    if (!isMade) throw new RequestError('conflict', `There is a user ${email} already.`);
    return { ...user, organizationCode: organization.code, disabledAt: null, lastUsedAt: null };
  }

  /** The users of `top` and of those below it, newest first. */
  async list(top: Organization, page: Page): Promise<Listing<UserEntry>> {
    return pageOf({
      page,
      read: (wanted) => this.#deps.store.list(top.id, wanted),
      cursorOf: ({ publicId }) => publicId,
    });
  }

  /**
   * Changes what is named. A new password, and disabling, end the user's tokens and sessions at once; scopes that he loses are lost to
   * them at once. Foreign and unknown are refused alike.
   */
  async change({ top, user: name, granter, password, scopes, disabled }: UserChangeRequest): Promise<UserEntry> {
    const { store, grants, sessions, passwords, transact, clock } = this.#deps;
    const user = await store.find(top.id, name);
    if (user === null) throw new RequestError('not_found', 'There is no such user.');
    const faults = password === undefined ? [] : passwordFaults(password, user.email);
    if (scopes !== undefined) faults.push(...grantFaults(scopes, granter));
    if (faults.length > 0) throw refusal(faults);
    const change = {
      ...(password !== undefined && { password: await passwords.hash(password) }),
      ...(scopes !== undefined && { scopes: inOrder(scopes) }),
      disabled,
    };
    return transact(async (tx) => {
      const changed = await store.change(tx, { ...change, id: user.id, at: clock() });
      if (password === undefined && disabled !== true) return changed;
      // After the change: a token that is being granted meanwhile waits for it, or is granted by now and found here.
      await grants.endOfUser(tx, user.id);
      await sessions.endOfUser(tx, user.id);
      return changed;
    });
  }
}

function refusal(faults: readonly string[]): RequestError {
  return new RequestError('validation_failed', 'Validation failed', { faults });
}
