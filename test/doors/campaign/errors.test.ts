import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderError } from '../../../src/doors/campaign/errors.ts';
import { RequestError, type RequestErrorCode, requestErrorCodes } from '../../../src/errors/request-error.ts';

test('a malformed request is told every fault', () => {
  const error = new RequestError('validation_failed', 'Bad', { faults: ['a is required', 'b is required'] });
  assert.deepEqual(renderError(error), {
    status: 400,
    body: { success: false, message: 'Validation failed', errors: ['a is required', 'b is required'] },
  });
});

test('a malformed request without a list of faults is told the one', () => {
  assert.deepEqual(renderError(new RequestError('validation_failed', 'body must be valid JSON')).body, {
    success: false,
    message: 'Validation failed',
    errors: ['body must be valid JSON'],
  });
});

test('a campaign of somebody else is told in the words of the contract', () => {
  assert.deepEqual(renderError(new RequestError('list_mismatch', 'camp_1 belongs to CEKOTHER01')), {
    status: 403,
    body: { success: false, message: 'Campaign ID invalid or mismatch for your organization.' },
  });
});

test('of what was not foreseen nothing is told', () => {
  const error = new RequestError('internal', 'relation lists does not exist', { cause: new Error('secret') });
  assert.deepEqual(renderError(error), {
    status: 500,
    body: { success: false, error: 'InternalServerError', message: 'An unexpected error occurred' },
  });
});

test('every other code has its status, its word and its message', () => {
  const expected: Partial<Record<RequestErrorCode, [number, string]>> = {
    malformed_body: [400, 'BadRequest'],
    unauthorized: [401, 'Unauthorized'],
    forbidden: [403, 'Forbidden'],
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
  };
  const others = ['validation_failed', 'list_mismatch', 'internal'];
  assert.deepEqual([...Object.keys(expected), ...others].toSorted(), Object.keys(requestErrorCodes).toSorted());
  for (const [code, [status, error]] of Object.entries(expected)) {
    assert.deepEqual(renderError(new RequestError(code as RequestErrorCode, 'why')), {
      status,
      body: { success: false, error, message: 'why' },
    });
  }
});
