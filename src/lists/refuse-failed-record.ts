import type { BatchResult, FailureCode } from '../engine/records.ts';
import { RequestError, type RequestErrorCode } from '../errors/request-error.ts';

/**
 * Where a request is one record, what keeps that record from being applied is the request's fault. The batch has ended
 * then, so none of these is a 5xx: a retry with the same idempotency key begins anew.
 */
const refusedAs: Readonly<Record<FailureCode, RequestErrorCode>> = {
  document_missing_exception: 'not_found',
  version_conflict_engine_exception: 'conflict',
  resource_busy_exception: 'conflict',
  document_too_large_exception: 'payload_too_large',
  value_mismatch_exception: 'unprocessable',
  reference_taken_exception: 'conflict',
  preview_changed_exception: 'conflict',
  edited_since_exception: 'conflict',
  batch_aborted_exception: 'conflict',
  batch_cancelled_exception: 'conflict',
  batch_interrupted_exception: 'conflict',
};

/** Throws the refusal, if the one record of the batch was not applied. `conflict` says what a version conflict is. */
export function refuseFailedRecord(
  { invalid, failures }: BatchResult,
  { conflict }: { conflict: RequestErrorCode },
): void {
  const [bad] = invalid;
  if (bad) throw new RequestError('validation_failed', 'Validation failed', { faults: bad.errors });
  const [failure] = failures;
  if (!failure) return;
  const { error, reason } = failure;
  const code = error === 'version_conflict_engine_exception' ? conflict : refusedAs[error];
  throw new RequestError(code, reason, error === 'resource_busy_exception' ? { retryAfterSeconds: 1 } : {});
}
