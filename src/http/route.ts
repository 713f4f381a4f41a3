import type { TSchema } from 'typebox';
import type { Organization, Principal, Scope } from '../access/principal.ts';
import type { RequestError } from '../errors/request-error.ts';

/**
 * One operation, as a door states it. `src/http` does the rest in this order: authentication, scope, rate and byte
 * limits, the idempotency key, the query and the body against their schemas; then the handler. A schema may say what a
 * value must be in its own words (`mustBe: 'a time HH:MM'`); a keyword that nobody knows stops the start.
 */
export interface Route<Tx> {
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
  /** null: any valid token will do. */
  readonly scope: Scope | null;
  /** True: `?organization=CEK…` may name an organization below the token's own. */
  readonly actsBelow?: boolean;
  /** A top-level object; numbers and booleans are read from their text, a list is split at commas. */
  readonly query?: TSchema;
  /** Documents. */
  readonly params?: TSchema;
  readonly body?: TSchema;
  /**
   * `schema` (the default): the whole body is held to its schema. `lenient`: only the top level is, what is inside its
   * arrays and objects is the handler's (a bulk door, whose items may be bad without faulting the request).
   */
  readonly bodyCheck?: 'schema' | 'lenient';
  /** By status; documents. The refusals that every route may answer are added. */
  readonly answers: Readonly<Record<number, TSchema>>;
  readonly run: Run<Tx>;
}

/**
 * How an operation runs, which says what an idempotency key means for it.
 * - `read`: writes nothing; takes no key.
 * - `transaction`: all it writes, the stored answer included, is one transaction.
 * - `batch`: the engine commits by chunks; after a crash a retry with the key finishes the batch.
 * - `secret`: like `transaction`, but it returns a credential, so a key is refused.
 */
export type Run<Tx> =
  | { readonly kind: 'read'; handle(call: Call): Promise<Answer> }
  | { readonly kind: 'transaction' | 'secret'; handle(call: Call, tx: Tx): Promise<Answer> }
  | { readonly kind: 'batch'; handle(call: Call): Promise<Answer> };

export interface Call {
  readonly principal: Principal;
  /** The organization acted for: the token's own, or the one that `?organization=` names. */
  readonly organization: Organization;
  readonly params: Readonly<Record<string, string>>;
  /** Checked against the route's schema, numbers and booleans read from their text. */
  readonly query: Readonly<Record<string, unknown>>;
  /**
   * The JSON body; `undefined` where the route takes none. With `bodyCheck: 'lenient'` it is parsed and checked when it
   * is asked for, which may be done once and may throw the refusal: ask for it when its turn has come, because until
   * then only its bytes are held. Otherwise that is done before the handler begins.
   */
  readonly body: unknown;
  /** Lower-case names; without the credentials. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /**
   * What the operation names its result by (`batch_<reference>`, `camp_<reference>`). A retry with the same idempotency
   * key brings the same reference.
   */
  readonly reference: string;
  /** True when an earlier attempt with this key may have begun (its process died). */
  readonly resumed: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A set of routes and the way its errors look on the wire. */
export interface Door<Tx> {
  readonly name: string;
  readonly routes: readonly Route<Tx>[];
  /** Renders a refusal: the status and the body. Never leaks a cause. */
  readonly renderError: (error: RequestError) => Answer;
  /** What `renderError` makes, for the OpenAPI document; the errors of our own API where it is left out. */
  readonly errorSchema?: TSchema;
}
