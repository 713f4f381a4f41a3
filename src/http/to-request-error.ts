import { RequestError } from '../errors/request-error.ts';
import { limits } from './limits.ts';
import { malformed } from './malformed.ts';
import type { IsUnavailable } from './ports.ts';

/** Puts whatever was thrown into the catalogue; what nobody foresaw becomes `internal`, with its cause. */
export function toRequestError(error: unknown, isUnavailable: IsUnavailable): RequestError {
  if (error instanceof RequestError) return error;
  if (isUnavailable(error)) {
    const { retryAfterSeconds } = limits;
    const message = 'The service is busy or its database is away; try again.';
    return new RequestError('unavailable', message, { retryAfterSeconds, cause: error });
  }
  return fromFramework(error) ?? new RequestError('internal', 'An unexpected error occurred', { cause: error });
}

function fromFramework(error: unknown): RequestError | null {
  if (!(error instanceof Error && 'code' in error && 'statusCode' in error)) return null;
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RequestError('unsupported_media_type', 'Send the body as application/json.');
    case 'FST_ERR_BAD_URL':
      return malformed(['path must be valid percent-encoded UTF-8']);
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RequestError('not_found', 'Nothing is at this path.');
    default:
      return Number(error.statusCode) < 500 ? malformed(['request must be valid HTTP']) : null;
  }
}
