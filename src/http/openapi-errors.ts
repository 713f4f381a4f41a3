import type { RequestErrorCode } from '../errors/request-error.ts';
import { wireErrors } from './render-error.ts';
import type { Route } from './route.ts';

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
export function errorAnswers(route: Route<never>, doorSchema: object | undefined): Record<number, ErrorAnswer> {
  const takesKey = route.run.kind === 'transaction' || route.run.kind === 'batch';
  const codes: [RequestErrorCode, string][] = [
    ['validation_failed', 'The request is malformed; every fault is listed.'],
    ['unauthorized', 'No token, or one that is unknown, expired or revoked.'],
    ['forbidden', 'The token lacks the scope, or may not act for what is named.'],
    ['too_many_requests', 'Too many requests of this token; `Retry-After` says when to try again.'],
    ['internal', 'Unforeseen; the log has the cause under the `x-request-id` of the answer.'],
    ['unavailable', 'The database is away or the service is full; `Retry-After` says when to try again.'],
  ];
  if (route.body) codes.push(['payload_too_large', 'The body is too large.']);
  if (route.body) codes.push(['unsupported_media_type', 'The body is not application/json.']);
  if (takesKey) codes.push(['conflict', 'A request with this Idempotency-Key is still running.']);
  if (takesKey) codes.push(['unprocessable', 'The Idempotency-Key was used for another request.']);
  return Object.fromEntries(
    codes.map(([code, description]) => {
      const $ref = code === 'validation_failed' ? 'ValidationError#' : 'Error#';
      return [wireErrors[code][0], { description, ...(doorSchema ?? { $ref }) }];
    }),
  );
}
