import { RequestError } from '../errors/request-error.ts';
import type { RandomBytes } from './ids.ts';
import type { LastUse } from './last-use.ts';
import { limits } from './limits.ts';
import { liveToken } from './live-token.ts';
import type { Credentials, PasswordLogin } from './password-login.ts';
import type { TokenStore, Transact } from './ports.ts';
import { effectiveScopes } from './scopes.ts';
import { hashSecret } from './secret-text.ts';
import type { FoundSession, SessionActor, SessionOwner, SessionStore } from './session-ports.ts';
import { csrfTokenOf, isSessionSecret, newSessionSecret } from './session-secret.ts';
import type { Session } from './session.ts';

/** The settings of this part. */
export interface SessionLifetime {
  readonly sessionHours: number;
  readonly sessionIdleMinutes: number;
}

interface SessionsDeps<Tx> {
  readonly sessions: SessionStore<Tx>;
  readonly tokens: Pick<TokenStore<Tx>, 'findByHash'>;
  readonly login: Pick<PasswordLogin<Tx>, 'run'>;
  /** Of sessions, of tokens, and of users. */
  readonly lastUse: Readonly<Record<'session' | 'token' | 'user', Pick<LastUse<Tx>, 'note'>>>;
  readonly transact: Transact<Tx>;
  readonly random: RandomBytes;
  readonly clock: () => Date;
  readonly lifetime: SessionLifetime;
}

/** A session that has just begun. */
export interface BegunSession {
  readonly session: Session;
  /** For the cookie: handed out now and never again. */
  readonly secret: string;
}

interface Beginning {
  readonly owner: SessionOwner;
  readonly ownerExpiresAt: Date | null;
  /** The cookie that the browser brings: whoever signs in anew leaves no session behind that nobody ends. */
  readonly replaced: string | null;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Who has signed in with a browser. A session lives until it is ended, until it is not used for a while, or for some hours
 * whatever happens; and no longer than the token that began it, or than the user's password. Nothing is cached: whatever
 * ends it ends it at once.
 */
export class Sessions<Tx> {
  readonly #deps: SessionsDeps<Tx>;

  constructor(deps: SessionsDeps<Tx>) {
    this.#deps = deps;
  }

  /** Begins one that acts with this token, in place of the session whose cookie the browser brings, if there is one. */
  async beginWithToken(secret: string, replaced: string | null = null): Promise<BegunSession> {
    const { tokens, transact, clock } = this.#deps;
    const token = await liveToken(tokens, { secret, now: clock() });
    if (token === null) throw new RequestError('unauthorized', badToken);
    const { id, expiresAt } = token;
    const owner: SessionOwner = { kind: 'token', id };
    const begun = await transact((tx) => this.#begin(tx, { owner, ownerExpiresAt: expiresAt, replaced }));
    return this.#begun(begun, badToken);
  }

  /** Begins one of a user likewise, by the checks, the count of wrong passwords and the turns of `PasswordLogin`. */
  async beginWithPassword(credentials: Credentials, replaced: string | null = null): Promise<BegunSession> {
    const begun = await this.#deps.login.run(credentials, (tx, { id, password }) =>
      this.#begin(tx, { owner: { kind: 'user', id, password }, ownerExpiresAt: null, replaced }),
    );
    return this.#begun(begun, badPassword);
  }

  /** Whose cookie this is; null alike when it is none, unknown, ended or expired. One statement at most. */
  async authenticate(secret: string): Promise<Session | null> {
    if (!isSessionSecret(secret)) return null;
    const { sessions, lastUse, clock } = this.#deps;
    const found = await sessions.find(hashSecret(secret));
    const now = clock();
    if (found === null || this.#endOf(found) <= now.getTime()) return null;
    lastUse.session.note(found, now);
    if (found.actor.kind === 'token') lastUse.token.note(found.actor, now);
    return sessionOf(found, secret);
  }

  /** Signs out. */
  async end(tx: Tx, sessionId: number): Promise<void> {
    await this.#deps.sessions.end(tx, sessionId);
  }

  /** Seconds that a browser is to keep the cookie: as long as a session can live. */
  get cookieSeconds(): number {
    return (this.#deps.lifetime.sessionHours * hourMs) / 1_000;
  }

  async #begin(tx: Tx, { owner, ownerExpiresAt, replaced }: Beginning): Promise<string | null> {
    const { sessions, random, clock, lifetime } = this.#deps;
    const secret = newSessionSecret(random);
    const createdAt = clock();
    const hoursEnd = new Date(createdAt.getTime() + lifetime.sessionHours * hourMs);
    const expiresAt = ownerExpiresAt !== null && ownerExpiresAt < hoursEnd ? ownerExpiresAt : hoursEnd;
    const { sessionsMax } = limits;
    const id = await sessions.insert(tx, { hash: hashSecret(secret), owner, createdAt, expiresAt, sessionsMax });
    if (id === null) return null;
    if (replaced !== null && isSessionSecret(replaced)) await sessions.endByHash(tx, hashSecret(replaced));
    return secret;
  }

  /** Read back, so that what a sign-in answers is what the next request will find. */
  async #begun(secret: string | null, refusal: string): Promise<BegunSession> {
    const found = secret === null ? null : await this.#deps.sessions.find(hashSecret(secret));
    if (secret === null || found === null) throw new RequestError('unauthorized', refusal);
    const { lastUse, clock } = this.#deps;
    lastUse[found.actor.kind].note(found.actor, clock());
    return { session: sessionOf(found, secret), secret };
  }

  #endOf({ expiresAt, lastUsedAt }: FoundSession): number {
    const idleEnd = lastUsedAt.getTime() + this.#deps.lifetime.sessionIdleMinutes * minuteMs;
    return Math.min(expiresAt.getTime(), idleEnd);
  }
}

const badToken =
  'The token is unknown, expired or revoked. (An access token by OAuth cannot sign in: use e-mail and password.)';
/** One sentence for all, so that it tells nothing of which. */
const badPassword = 'The e-mail address or the password is wrong, or the user is locked for some minutes.';

function sessionOf({ id, expiresAt, organization, actor }: FoundSession, secret: string): Session {
  return {
    id,
    kind: actor.kind,
    principal: principalOf(actor, organization),
    csrfToken: csrfTokenOf(secret),
    expiresAt,
  };
}

function principalOf(actor: SessionActor, organization: FoundSession['organization']): Session['principal'] {
  return {
    tokenId: actor.id,
    tokenPublicId: actor.publicId,
    tokenName: actor.name,
    organization,
    scopes: effectiveScopes(actor.scopes),
  };
}
