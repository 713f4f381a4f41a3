import { RequestError } from '../errors/request-error.ts';

/** The refusal of a malformed request: one plain sentence a fault. */
export function malformed(faults: readonly string[]): RequestError {
  return new RequestError('validation_failed', 'Validation failed', { faults });
}
