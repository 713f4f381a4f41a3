import { type TSchema, Type } from 'typebox';
import type { FaultPlace, RequestError, RequestErrorCode } from '../../errors/request-error.ts';
import { wireErrors } from '../../http/render-error.ts';
import type { Answer, RefusedRequest } from '../../http/route.ts';
import { bulkPayload, emptyPayload } from './envelope.ts';

/** The contract's nine values; two of them are only logged, or stand for what cannot happen here. */
const errorTypes = [
  'VALIDATION_ERROR',
  'CLIENT_REQUEST_ERROR',
  'UNAUTHORIZED',
  'INVALID_ACCESS',
  'RECORD_NOT_FOUND',
  'UNPROCESSABLE_REQUEST',
  'CLIENT_REQUEST_ABORT',
  'SYSTEM_ERROR',
  'UNKNOWN_ERROR',
] as const;

const errorTypeOf: Readonly<Record<RequestErrorCode, (typeof errorTypes)[number]>> = {
  validation_failed: 'VALIDATION_ERROR',
  malformed_body: 'CLIENT_REQUEST_ERROR',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'INVALID_ACCESS',
  list_mismatch: 'INVALID_ACCESS',
  not_found: 'RECORD_NOT_FOUND',
  method_not_allowed: 'CLIENT_REQUEST_ERROR',
  request_timeout: 'CLIENT_REQUEST_ERROR',
  conflict: 'CLIENT_REQUEST_ERROR',
  precondition_failed: 'CLIENT_REQUEST_ERROR',
  payload_too_large: 'UNPROCESSABLE_REQUEST',
  unsupported_media_type: 'UNPROCESSABLE_REQUEST',
  unprocessable: 'UNPROCESSABLE_REQUEST',
  too_many_requests: 'CLIENT_REQUEST_ERROR',
  unavailable: 'SYSTEM_ERROR',
  internal: 'SYSTEM_ERROR',
};

/** Renders a refusal as the company door's contract has it. */
export function renderError(error: RequestError, { requestId, at }: RefusedRequest): Answer {
  const { code } = error;
  const [status] = wireErrors[code];
  const sentence = sentenceOf(error);
  const errorResponse = {
    apiSubErrors: subErrors(error),
    errorMessage: sentence,
    errorType: errorTypeOf[code],
    requestId,
    timestamp: at.toISOString().slice(0, 19).replace('T', ' '),
  };
  return {
    status,
    body: { errorResponse, payload: emptyPayload, response_code: status, response_message: sentence },
  };
}

/** One plain sentence; all faults stand in `apiSubErrors`. */
function sentenceOf({ code, message, faults }: RequestError): string {
  if (code === 'internal') return 'An unexpected error occurred';
  const [first] = faults;
  if (code !== 'validation_failed' || first === undefined) return message;
  return faults.length === 1 ? first : `${first} (and ${faults.length - 1} more)`;
}

/** One entry a fault; where its place is not told, a malformed request's field is what the sentence begins with. */
function subErrors({ code, places, faults }: RequestError): FaultPlace[] {
  if (places.length > 0) return [...places];
  return faults.map((message) => {
    if (code !== 'validation_failed') return { message };
    const field = /^(?:unknown (?:field|query parameter) |query parameter )?([A-Za-z_]\w*)/.exec(message)?.[1];
    return field === undefined ? { message } : { field, message };
  });
}

export const errorSchema = Type.Object({
  errorResponse: Type.Object({
    apiSubErrors: Type.Array(
      Type.Object({
        field: Type.Optional(Type.String()),
        message: Type.String(),
        rejectedValue: Type.Optional(Type.String()),
        row: Type.Optional(Type.Integer()),
        column: Type.Optional(Type.String()),
      }),
    ),
    errorMessage: Type.String(),
    errorType: Type.Enum([...errorTypes]),
    requestId: Type.String(),
    timestamp: Type.String({ description: 'UTC, `yyyy-MM-dd HH:mm:ss`' }),
  }),
  payload: bulkPayload,
  response_code: Type.Integer(),
  response_message: Type.String(),
});

/** The schemas of these refusals, for a route's answers; those that every route can give are among them. */
export function refusals(...statuses: readonly number[]): Record<number, TSchema> {
  const all = [...new Set([...statuses, 400, 401, 403, 429, 500, 503])];
  return Object.fromEntries(all.map((status) => [status, errorSchema]));
}
