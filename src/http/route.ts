import type { TSchema } from 'typebox';
import type { Organization, Principal, Scope } from '../access/principal.ts';
import type { Session } from '../access/session.ts';
import type { RequestError } from '../errors/request-error.ts';

/**
 * One operation, as a door states it. `src/http` does the rest in this order: authentication, scope, rate and byte
 * limits, the idempotency key, the query and the body against their schemas; then the handler. A schema may say what a
 * value must be in its own words (`mustBe: 'a time HH:MM'`); a keyword that nobody knows stops the start.
 */
export interface Route<Tx> extends Operation {
  readonly access?: 'token';
  /** null: any valid token will do. */
  readonly scope: Scope | null;
  /** True: `?organization=CEK…` may name an organization below the token's own; a text: the parameter of that name. */
  readonly actsBelow?: boolean | 'parentCompanyId' | 'companyId';
  readonly run: Run<Tx>;
}

/** An operation that takes no token: whatever lets somebody in is in the request itself. Counted by address. */
export interface PublicRoute extends Operation {
  readonly access: 'public';
  readonly run: PublicRun;
}

/** An operation on the session whose cookie it comes with. */
export interface SessionRoute extends Operation {
  readonly access: 'session';
  /** True: whoever brings neither a cookie nor a token is answered as well; what he brings in vain is refused. */
  readonly nobodyToo?: boolean;
  readonly run: SessionRun;
}

export type AnyRoute<Tx> = Route<Tx> | PublicRoute | SessionRoute;

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Parameters as `/campaigns/:id`. */
  readonly path: string;
  /** Other paths of the same operation. */
  readonly aliases?: readonly string[];
  /** Unique, camelCase; names the operation in OpenAPI and in the scope of an idempotency key. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** A top-level object; numbers and booleans are read from their text, a list is split at commas. */
  readonly query?: TSchema;
  /** Documents. */
  readonly params?: TSchema;
  /** A JSON body. Of a form it documents. An upload has its parts instead. */
  readonly body?: TSchema;
  /**
   * `schema` (the default): the whole body is held to its schema. `lenient`: only the top level is, what is inside its
   * arrays and objects is the handler's (a bulk door, whose items may be bad without faulting the request).
   */
  readonly bodyCheck?: 'schema' | 'lenient';
  /** True: a request may come without its body, which is `undefined` then. */
  readonly bodyOptional?: boolean;
  /** By status; documents. The refusals that every route may answer are added. */
  readonly answers: Readonly<Record<number, TSchema>>;
}

/**
 * How an operation runs, which says what an idempotency key means for it.
 * - `read`: writes nothing; takes no key. `download` and `events` likewise, with a file or an endless answer.
 * - `transaction`: all it writes, the stored answer included, is one transaction.
 * - `batch`: the engine commits by chunks; after a crash a retry with the key finishes the batch.
 * - `upload`: like `batch`; its body is multipart, and its files have been received when the handler is called.
 * - `secret`: takes or returns a credential, so a key is refused. Its transactions are its own: a password is hashed
 *   before one begins, because that may wait its turn, and would hold a connection to the database meanwhile.
 */
export type Run<Tx> =
  | { readonly kind: 'read'; handle(call: Call): Promise<Answer> }
  | { readonly kind: 'download'; handle(call: Call): Promise<Answer | FileAnswer> }
  | { readonly kind: 'events'; handle(call: EventsCall): Promise<Answer | EventsAnswer> }
  | { readonly kind: 'transaction'; handle(call: Call, tx: Tx): Promise<Answer> }
  | { readonly kind: 'secret' | 'batch'; handle(call: Call): Promise<Answer> }
  | UploadRun;

export interface UploadRun {
  readonly kind: 'upload';
  readonly parts: Parts;
  handle(call: UploadCall): Promise<Answer>;
}

/**
 * - `secret`, `form`: return a credential, so a key is refused. Their transactions are their own, because what they
 *   count (wrong passwords) outlasts a refusal. The body of the one is JSON, of the other a form.
 */
export type PublicRun =
  | { readonly kind: 'read' | 'secret'; handle(call: PublicCall): Promise<Answer> }
  | { readonly kind: 'download'; handle(call: PublicCall): Promise<Answer | FileAnswer> }
  | { readonly kind: 'form'; handle(call: FormCall): Promise<Answer> };

export interface SessionRun {
  readonly kind: 'read' | 'secret';
  handle(call: SessionCall): Promise<Answer>;
}

/** The parts of a multipart body. Another one, one that comes twice, a missing required one: 400 that names it. */
export interface Parts {
  readonly [name: string]: Part;
}
export interface Part {
  /** A file is streamed to the file store, with or without a name; a text is handed to the handler. */
  readonly holds: 'file' | 'text';
  readonly required: boolean;
  readonly description: string;
}

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  /** Checked against the route's schema, numbers and booleans read from their text. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Lower-case names; without the credentials. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface Admitted extends Asked {
  readonly principal: Principal;
  /** The organization acted for: the token's own, or the one that `?organization=` names. */
  readonly organization: Organization;
  /**
   * What the operation names its result by (`batch_<reference>`, `camp_<reference>`). A retry with the same idempotency
   * key brings the same reference.
   */
  readonly reference: string;
  /** True when an earlier attempt with this key may have begun (its process died). */
  readonly resumed: boolean;
}

export interface Call extends Admitted {
  /**
   * The JSON body; `undefined` where the route takes none. With `bodyCheck: 'lenient'` it is parsed and checked when it
   * is asked for, which may be done once and may throw the refusal: ask for it when its turn has come, because until
   * then only its bytes are held. Otherwise that is done before the handler begins.
   */
  readonly body: unknown;
}

export interface EventsCall extends Call {
  /** Aborted when the client has gone away or the service is closing. */
  readonly signal: AbortSignal;
}

export interface UploadCall extends Admitted {
  readonly files: ReadonlyMap<string, ReceivedFile>;
  readonly texts: ReadonlyMap<string, string>;
  /**
   * Says that the files are the handler's from now on: call it when what names them is committed. What was not kept is
   * deleted when the handler is through, however it ends; so a resumed one keeps nothing that it has no use for.
   */
  readonly keepFiles: () => void;
  /** Aborted when the client has gone away or the service is closing: a handler that only waits stops waiting. */
  readonly signal: AbortSignal;
}

/** A file as it came in; it lies in the file store. */
export interface ReceivedFile {
  /** As the client calls it, without a path; null where it gave none. */
  readonly fileName: string | null;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** In the file store. */
  readonly storedAs: string;
}

export interface PublicCall extends Asked {
  /** As for `Call`. */
  readonly body: unknown;
  /** The header as received, for an operation that reads other credentials than a bearer token. */
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

export interface SessionCall extends Asked {
  /** null: nobody is signed in, where the operation answers that. */
  readonly session: Session | null;
}

export interface FormCall extends Omit<PublicCall, 'body'> {
  /** Decoded, in the order received, repeated ones included. */
  readonly form: readonly (readonly [name: string, value: string])[];
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A file to save: sent as an attachment, uncompressed, never cached, never shown in place. */
export interface FileAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly file: {
    /** What the browser saves it as. */
    readonly name: string;
    readonly mediaType: string;
    /** null: not known beforehand. */
    readonly bytes: number | null;
    /** Not begun for HEAD; ended early when the client has gone away. */
    readonly content: AsyncIterable<Uint8Array>;
  };
}

/** Server-sent events until the iterable ends, the client goes away or the service closes (the iterable is returned). */
export interface EventsAnswer {
  readonly status: 200;
  readonly headers?: Readonly<Record<string, string>>;
  readonly events: AsyncIterable<ServerEvent>;
}
export interface ServerEvent {
  /** Comes back as `Last-Event-ID` when the client connects anew. */
  readonly id?: string;
  readonly event?: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** Which request was refused, and when. */
export interface RefusedRequest {
  /** As in `x-request-id`. */
  readonly requestId: string;
  readonly at: Date;
}

/** A set of routes and the way its errors look on the wire. */
export interface Door<Tx> {
  readonly name: string;
  /** Where its paths lie, with a slash at the end: what is asked for there and is not there is refused in its form. */
  readonly home?: string;
  readonly routes: readonly AnyRoute<Tx>[];
  /** Renders a refusal: the status and the body. Never leaks a cause. */
  readonly renderError: (error: RequestError, request: RefusedRequest) => Answer;
  /** What `renderError` makes, for the OpenAPI document; the errors of our own API where it is left out. */
  readonly errorSchema?: TSchema;
}
