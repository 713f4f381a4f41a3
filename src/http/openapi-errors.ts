import type { RequestErrorCode } from '../errors/request-error.ts';
import { wireErrors } from './render-error.ts';
import type { AnyRoute } from './route.ts';

/** Errors as most doors have them; shared by reference, so that the document stays small. */
export const errorSchemas = [
  {
    $id: 'Error',
    type: 'object',
    required: ['success', 'message'],
    properties: { success: { const: false }, error: { type: 'string' }, message: { type: 'string' } },
  },
  {
    $id: 'ValidationError',
    type: 'object',
    required: ['success', 'message', 'errors'],
    properties: {
      success: { const: false },
      message: { type: 'string' },
      errors: { type: 'array', items: { type: 'string' }, description: 'One sentence a fault.' },
    },
  },
];

export function errorRef(description: string) {
  return { description, $ref: 'Error#' };
}

export interface ErrorAnswer {
  readonly description: string;
}

/** The refusals that this room may answer for a route, by status, with the schema of its door where it has its own. */
export function errorAnswers(route: AnyRoute<never>, doorSchema: object | undefined): Record<number, ErrorAnswer> {
  const codes: Described = [
    ['validation_failed', 'The request is malformed; every fault is listed.'],
    ...(route.access === 'public' ? [] : admissionErrors),
    ['too_many_requests', 'Too many requests of this token or address; `Retry-After` says when to try again.'],
    ['internal', 'Unforeseen; the log has the cause under the `x-request-id` of the answer.'],
    ['unavailable', 'The database is away or the service is full; `Retry-After` says when to try again.'],
    ...bodyErrors(route),
    ...(takesKey(route) ? keyErrors : []),
  ];
  return Object.fromEntries(
    codes.map(([code, description]) => {
      const schema = doorSchema ?? (code === 'validation_failed' ? malformedSchema(route) : { $ref: 'Error#' });
      return [wireErrors[code][0], { description, ...schema }];
    }),
  );
}

/** A body that is no multipart, or a broken one, has no faults to list. */
function malformedSchema({ run }: AnyRoute<never>): object {
  const listed = { $ref: 'ValidationError#' };
  return run.kind === 'upload' ? { anyOf: [listed, { $ref: 'Error#' }] } : listed;
}

/** True where an idempotency key is taken: the operation writes, and may be asked to repeat its answer. */
export function takesKey({ run }: AnyRoute<never>): boolean {
  return run.kind === 'transaction' || run.kind === 'batch' || run.kind === 'upload';
}

type Described = readonly (readonly [RequestErrorCode, string])[];
const admissionErrors: Described = [
  ['unauthorized', 'No token, or one that is unknown, expired or revoked.'],
  ['forbidden', 'The token lacks the scope, or may not act for what is named.'],
];
const keyErrors: Described = [
  ['conflict', 'A request with this Idempotency-Key is still running.'],
  ['unprocessable', 'The Idempotency-Key was used for another request.'],
];

/** Of an operation without a body too: one that is brought is read, to be refused or, when empty, let pass. */
function bodyErrors({ method, run }: AnyRoute<never>): Described {
  const isUpload = run.kind === 'upload';
  if (method === 'GET') return [];
  const wanted = run.kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  return [
    ['request_timeout', 'The body came too slowly.'],
    ['payload_too_large', 'The body is too large.'],
    ['unsupported_media_type', isUpload ? 'The body is compressed.' : `The body is not ${wanted}.`],
  ];
}
