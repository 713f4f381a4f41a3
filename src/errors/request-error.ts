/**
 * The one catalogue of what can be wrong with a request as a whole. A bad record is never one of these: it is an
 * outcome. Each door renders a code in its own wire form (`src/doors/<door>/errors.ts`).
 */
export const requestErrorCodes = {
  validation_failed: 'The request is malformed; every fault is listed.',
  unauthorized: 'No token, or one that is unknown, expired or revoked.',
  forbidden: 'The token lacks the scope, or may not act for what is named.',
  list_mismatch: 'The customer list does not exist or belongs to another organization.',
  not_found: 'What the path names is not there.',
  conflict: 'The state of what is named forbids it (exists already, still running, ended already).',
  precondition_failed: 'If-Match is not met.',
  payload_too_large: 'A body or a value is over its limit.',
  unsupported_media_type: 'The body is of a kind that is not read here.',
  unprocessable: 'The request is understood and cannot be carried out (an idempotency key used for another request).',
  too_many_requests: 'The rate limit is reached.',
  unavailable: 'The database is away or the service is full; try again.',
  internal: 'Unforeseen.',
} as const;

export type RequestErrorCode = keyof typeof requestErrorCodes;

interface RequestErrorDetails {
  /** One plain sentence a fault, where there are several. */
  faults?: readonly string[];
  /** Seconds after which a retry is sensible; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** Refuses a request as a whole, with a sentence that says what to do. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  readonly faults: readonly string[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RequestErrorCode, message: string, details: RequestErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'RequestError';
    this.code = code;
    this.faults = details.faults ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
