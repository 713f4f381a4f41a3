import type { RequestError, RequestErrorCode } from '../errors/request-error.ts';
import type { Answer } from './route.ts';

/** The HTTP status of each code and the word that the JSON doors have for it. */
export const wireErrors = {
  validation_failed: [400, 'ValidationFailed'],
  malformed_body: [400, 'BadRequest'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  list_mismatch: [403, 'Forbidden'],
  not_found: [404, 'NotFound'],
  method_not_allowed: [405, 'MethodNotAllowed'],
  request_timeout: [408, 'RequestTimeout'],
  conflict: [409, 'Conflict'],
  precondition_failed: [412, 'PreconditionFailed'],
  payload_too_large: [413, 'PayloadTooLarge'],
  unsupported_media_type: [415, 'UnsupportedMediaType'],
  unprocessable: [422, 'UnprocessableRequest'],
  too_many_requests: [429, 'TooManyRequests'],
  unavailable: [503, 'ServiceUnavailable'],
  internal: [500, 'InternalServerError'],
} as const satisfies Record<RequestErrorCode, readonly [status: number, word: string]>;

/** Errors as our own API has them, and every request that belongs to no door. */
export function renderError({ code, message, faults }: RequestError): Answer {
  const [status, error] = wireErrors[code];
  if (code === 'validation_failed') {
    return { status, body: { success: false, message, errors: faults.length > 0 ? faults : [message] } };
  }
  if (code === 'internal') return { status, body: { success: false, error, message: 'An unexpected error occurred' } };
  return { status, body: { success: false, error, message } };
}
