import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderError } from '../../../src/doors/company/errors.ts';
import { RequestError, type RequestErrorCode, requestErrorCodes } from '../../../src/errors/request-error.ts';

interface Body {
  readonly errorResponse: {
    readonly apiSubErrors: readonly object[];
    readonly errorMessage: string;
    readonly errorType: string;
  };
  readonly response_code: number;
  readonly response_message: string;
}

function rendered(error: RequestError): Body & { status: number } {
  const { status, body } = renderError(error, { requestId: 'r-1', at: new Date('2026-01-31T23:59:58.999Z') });
  return { status, ...(body as Body) };
}

describe('a refusal of the company door', () => {
  test('has the status and the errorType of the contract, whatever its code', () => {
    const expected: Record<RequestErrorCode, [status: number, errorType: string]> = {
      validation_failed: [400, 'VALIDATION_ERROR'],
      malformed_body: [400, 'CLIENT_REQUEST_ERROR'],
      unauthorized: [401, 'UNAUTHORIZED'],
      forbidden: [403, 'INVALID_ACCESS'],
      list_mismatch: [403, 'INVALID_ACCESS'],
      not_found: [404, 'RECORD_NOT_FOUND'],
      method_not_allowed: [405, 'CLIENT_REQUEST_ERROR'],
      request_timeout: [408, 'CLIENT_REQUEST_ERROR'],
      conflict: [409, 'CLIENT_REQUEST_ERROR'],
      precondition_failed: [412, 'CLIENT_REQUEST_ERROR'],
      payload_too_large: [413, 'UNPROCESSABLE_REQUEST'],
      unsupported_media_type: [415, 'UNPROCESSABLE_REQUEST'],
      unprocessable: [422, 'UNPROCESSABLE_REQUEST'],
      too_many_requests: [429, 'CLIENT_REQUEST_ERROR'],
      internal: [500, 'SYSTEM_ERROR'],
      unavailable: [503, 'SYSTEM_ERROR'],
    };
    assert.deepEqual(Object.keys(expected).toSorted(), Object.keys(requestErrorCodes).toSorted());
    for (const [code, [status, errorType]] of Object.entries(expected)) {
      const { errorResponse, ...rest } = rendered(new RequestError(code as RequestErrorCode, 'why'));
      const errorMessage = code === 'internal' ? 'An unexpected error occurred' : 'why';
      assert.deepEqual(errorResponse, {
        apiSubErrors: [],
        errorMessage,
        errorType,
        requestId: 'r-1',
        timestamp: '2026-01-31 23:59:58',
      });
      assert.partialDeepStrictEqual(rest, { status, response_code: status, response_message: errorMessage });
    }
  });

  test('of a malformed request has an entry a fault, and says the first one', () => {
    const faults = ['legalName is required', 'unknown query parameter dryRun', 'unknown field zone', '{ is no JSON'];
    const { errorResponse } = rendered(new RequestError('validation_failed', 'Validation failed', { faults }));
    assert.equal(errorResponse.errorMessage, 'legalName is required (and 3 more)');
    assert.deepEqual(errorResponse.apiSubErrors, [
      { field: 'legalName', message: 'legalName is required' },
      { field: 'dryRun', message: 'unknown query parameter dryRun' },
      { field: 'zone', message: 'unknown field zone' },
      { message: '{ is no JSON' },
    ]);
  });

  test('of a file tells the places that are known, and takes no word of a sentence for a field', () => {
    const places = [{ message: 'Row 3, column 2 holds a NUL character.', row: 3, column: 'B' }];
    const known = rendered(new RequestError('unprocessable', 'why', { places }));
    assert.deepEqual(known.errorResponse.apiSubErrors, places);
    const faults = ['Several columns mean contactNumber.', 'The sheet needs a column.'];
    const unknown = rendered(new RequestError('unprocessable', 'The header cannot be read.', { faults }));
    assert.equal(unknown.errorResponse.errorMessage, 'The header cannot be read.');
    assert.deepEqual(
      unknown.errorResponse.apiSubErrors,
      faults.map((message) => ({ message })),
    );
  });
});
