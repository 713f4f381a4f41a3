import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefersAsync } from '../../src/http/prefer.ts';

test('a client that prefers to be answered at once says so among its preferences', () => {
  for (const prefer of [
    'respond-async',
    'Respond-Async',
    'wait=10, respond-async',
    'respond-async; foo="a,b"',
    ' respond-async ,x',
  ])
    assert.equal(prefersAsync({ prefer }), true, prefer);
});

test('other preferences, and the word within another, say nothing', () => {
  for (const prefer of [
    '',
    'wait=10',
    'handling=lenient',
    'respond-asynchronously',
    'foo="x, respond-async, y"',
    'foo="a\\", respond-async"',
  ])
    assert.equal(prefersAsync({ prefer }), false, prefer);
  assert.equal(prefersAsync({}), false);
});
