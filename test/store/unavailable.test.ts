import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LockTimeout, Rewrite } from '../../src/engine/ports.ts';
import { Database } from '../../src/store/database.ts';
import { isUnavailable } from '../../src/store/unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

test('knows the errors of a database that is away or busy', () => {
  for (const code of [
    'ECONNREFUSED',
    '57P01',
    '57P02',
    '57P03',
    '08006',
    '08P01',
    '53300',
    '55P03',
    '40P01',
    '40001',
  ]) {
    assert.equal(isUnavailable(withCode(code)), true, code);
  }
  for (const message of [
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ]) {
    assert.equal(isUnavailable(new Error(message)), true, message);
  }
  assert.equal(isUnavailable(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])), true);
});

test('knows what the engine makes of a row that stays held, and what a cause says', () => {
  for (const error of [
    new LockTimeout('a row stayed held'),
    new Rewrite('a row appeared meanwhile'),
    new Error('x', { cause: withCode('55P03') }),
    new Error('x', { cause: new Error('y', { cause: new LockTimeout('a row stayed held') }) }),
    new Error('x', { cause: new AggregateError([withCode('ECONNREFUSED')]) }),
  ]) {
    assert.equal(isUnavailable(error), true, String(error));
  }
});

test('takes no other error for one', () => {
  for (const error of [
    new Error('x', { cause: new Error('boom') }),
    new Error('x', { cause: '55P03' }),
    new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }),
    withCode('23505'),
    withCode('22P02'),
    withCode('42P01'),
    new Error('boom'),
    new TypeError('timeout'),
    new AggregateError([]),
    new AggregateError([withCode('ECONNREFUSED'), new Error('boom')]),
    'ECONNREFUSED',
    null,
  ]) {
    assert.equal(isUnavailable(error), false, String(error));
  }
});

test('is right about a server that does not listen', async () => {
  await using database = new Database({
    connectionString: 'postgresql://nobody@127.0.0.1:1/none',
    poolSize: 1,
    lockWaitMs: 1,
    onIdleError: () => {},
  });
  await assert.rejects(database.query('select 1'), isUnavailable);
});
