import assert from 'node:assert/strict';
import { RequestError, type RequestErrorCode } from '../../src/errors/request-error.ts';

/** The promise is a refusal with this very sentence. */
export async function refusedWith(
  promise: Promise<unknown>,
  message: string,
  code: RequestErrorCode = 'unprocessable',
): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof RequestError, String(error));
    assert.deepEqual({ message: error.message, code: error.code }, { message, code });
    return true;
  });
}
