/** What `src/http` needs of the other rooms; `src/app.ts` hands it in. */
import type { Organization, Principal } from '../access/principal.ts';
import type { Session } from '../access/session.ts';

/** Who the bearer token belongs to; null for one that is unknown, expired or revoked. */
export type Authenticate = (bearer: string) => Promise<Principal | null>;

/** Whose session the cookie is of; null for one that is unknown, ended or expired. */
export type AuthenticateSession = (secret: string) => Promise<Session | null>;

/** The organization of that code; null alike where it is unknown and where the principal may not act for it. */
export type ActFor = (principal: Principal, code: string) => Promise<Organization | null>;

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export type Transact<Tx> = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** True when the database is away or too busy, so that the same request may succeed later. */
export type IsUnavailable = (error: unknown) => boolean;

/** Throws (or never returns) while the service cannot answer requests. */
export type HealthCheck = () => Promise<void>;

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Ids {
  /** For `x-request-id`, where the client brought none. */
  requestId(): string;
  /** For what an operation makes (`batch_<reference>`, `camp_<reference>`). */
  reference(): string;
}

/** Where the files of uploads go, as they arrive. */
export interface IncomingFiles {
  /** Stores what the stream brings, whole or not at all; answers its name in the file store. */
  receive(
    file: { readonly organization: Organization; readonly reference: string; readonly part: string },
    content: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly storedAs: string }>;
  discard(files: { readonly organization: Organization; readonly storedAs: readonly string[] }): Promise<void>;
}

/** The settings that this room reads. */
export interface HttpSettings {
  readonly publicUrl: string | null;
  readonly metricsOpen: boolean;
  readonly requestsPerSecondMax: number;
  readonly jsonBodyBytesMax: number;
  readonly jsonBytesInFlightMax: number;
  readonly uploadBytesMax: number;
  readonly uploadsAtOnceMax: number;
}
