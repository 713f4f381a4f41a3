import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure } from '../../src/cli/describe-failure.ts';
import { RequestError } from '../../src/errors/request-error.ts';
import { EmbeddedPostgresError } from '../../src/store/embedded/embedded-postgres-error.ts';

test('a refusal with faults is one sentence a fault', () => {
  const refusal = new RequestError('validation_failed', 'Validation failed', {
    faults: ['a is wrong', 'b is missing'],
  });
  assert.deepEqual(describeFailure(refusal), { exitCode: 1, sentences: ['a is wrong.', 'b is missing.'] });
});

test('an embedded database that cannot be used ends with exit code 3', () => {
  const failure = describeFailure(new EmbeddedPostgresError('The data directory is in use.'));
  assert.deepEqual(failure, { exitCode: 3, sentences: ['The data directory is in use.'] });
});

test('a database that goes away under way ends with exit code 3, also when it has several addresses', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });
  assert.deepEqual(describeFailure(new AggregateError([refused, refused])), {
    exitCode: 3,
    sentences: ['The database is away or busy: connect ECONNREFUSED ::1:5432.'],
  });
});

test('what nobody foresaw is still a sentence', () => {
  assert.deepEqual(describeFailure(new Error('boom')), { exitCode: 1, sentences: ['boom.'] });
  assert.deepEqual(describeFailure('boom'), { exitCode: 1, sentences: ['boom.'] });
});
