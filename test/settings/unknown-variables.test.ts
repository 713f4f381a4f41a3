import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownVariables } from '../../src/settings/unknown-variables.ts';

test('says nothing when every AMEND_ variable is a setting', () => {
  assert.deepEqual(unknownVariables({ AMEND_POOL_SIZE: '3', PATH: '/bin', PORT: '1' }), []);
});

test('names a typo and what was probably meant', () => {
  assert.deepEqual(unknownVariables({ AMEND_POOLSIZE: '3', AMEND_PORT: '80', AMEND_LOCK_WAIT: '1' }), [
    'AMEND_LOCK_WAIT is not a setting and is ignored; did you mean AMEND_LOCK_WAIT_MS?',
    'AMEND_POOLSIZE is not a setting and is ignored; did you mean AMEND_POOL_SIZE?',
    'AMEND_PORT is not a setting and is ignored; did you mean PORT?',
  ]);
});

test('names a variable that is like no setting, without guessing', () => {
  assert.deepEqual(unknownVariables({ AMEND_SOMETHING_ELSE: '1' }), [
    'AMEND_SOMETHING_ELSE is not a setting and is ignored.',
  ]);
});

test('leaves alone what something else is known to read', () => {
  assert.deepEqual(unknownVariables({ AMEND_KEEP: '1' }, ['AMEND_KEEP']), []);
});
