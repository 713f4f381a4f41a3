import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionCookie } from '../../src/http/session-cookie.ts';

test('over HTTPS the cookie never goes over HTTP, and no other host of the domain can plant one', () => {
  const cookie = sessionCookie('https://amend.example/base');
  const attributes = 'Path=/; HttpOnly; SameSite=Strict; Secure';
  assert.equal(cookie.set('ams_x', 60), `__Host-amend_session=ams_x; Max-Age=60; ${attributes}`);
  assert.equal(cookie.removed, `__Host-amend_session=; Max-Age=0; ${attributes}`);
  assert.equal(cookie.read({ cookie: '__Host-amend_session=ams_x' }), 'ams_x');
  assert.equal(cookie.read({ cookie: 'amend_session=ams_x' }), null);
});

test('over HTTP it needs no such thing', () => {
  for (const publicUrl of [null, 'http://amend.example']) {
    const cookie = sessionCookie(publicUrl);
    assert.equal(cookie.set('ams_x', 60), 'amend_session=ams_x; Max-Age=60; Path=/; HttpOnly; SameSite=Strict');
    assert.equal(cookie.read({ cookie: '__Host-amend_session=ams_x' }), null);
  }
});

test('is found among others, and of two the first is taken, which is that of the nearer path', () => {
  const cookie = sessionCookie(null);
  const read = (headers: { cookie?: string }) => cookie.read(headers);
  assert.equal(read({}), null);
  assert.equal(read({ cookie: '' }), null);
  assert.equal(read({ cookie: 'a=1;amend_session=one; amend_session=two' }), 'one');
  assert.equal(read({ cookie: 'xamend_session=no; amend_sessionx=no; b="amend_session=no"' }), null);
  assert.equal(read({ cookie: 'amend_session= a=b ' }), 'a=b');
});
