/**
 * The one catalogue of what can be wrong with a request as a whole. A bad record is never one of these: it is an
 * outcome. Each door renders a code in its own wire form (`src/doors/<door>/errors.ts`).
 */
export const requestErrorCodes = {
  validation_failed: 'The request is malformed; every fault is listed.',
  malformed_body: 'The body is not of the kind that is wanted here, or is broken (no multipart, one without its end).',
  unauthorized: 'No token, or one that is unknown, expired or revoked.',
  forbidden: 'The token lacks the scope, or may not act for what is named.',
  list_mismatch: 'The customer list does not exist or belongs to another organization.',
  not_found: 'What the path names is not there.',
  method_not_allowed: 'The path takes other methods; `Allow` names them.',
  conflict: 'The state of what is named forbids it (exists already, still running, ended already).',
  precondition_failed: 'If-Match is not met.',
  request_timeout: 'The body came too slowly.',
  payload_too_large: 'A body or a value is over its limit.',
  unsupported_media_type: 'The body is of a kind that is not read here.',
  unprocessable: 'The request is understood and cannot be carried out (an idempotency key used for another request).',
  too_many_requests: 'The rate limit is reached.',
  unavailable: 'The database is away or the service is full; try again.',
  internal: 'Unforeseen.',
} as const;

export type RequestErrorCode = keyof typeof requestErrorCodes;

/** Where a fault lies, as far as it is known: of a JSON body the field, of a file row and column. */
export interface FaultPlace {
  readonly message: string;
  readonly field?: string;
  readonly rejectedValue?: string;
  /** As a spreadsheet program numbers it. */
  readonly row?: number;
  /** The header; its letter where that is not known. */
  readonly column?: string;
}

interface RequestErrorDetails {
  /** One plain sentence a fault, where there are several. */
  faults?: readonly string[];
  /** The same with their places, where the one who refuses knows them. */
  places?: readonly FaultPlace[];
  /** Seconds after which a retry is sensible; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** Refuses a request as a whole, with a sentence that says what to do. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  readonly faults: readonly string[];
  readonly places: readonly FaultPlace[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RequestErrorCode, message: string, details: RequestErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'RequestError';
    this.code = code;
    this.faults = details.faults ?? [];
    this.places = details.places ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
