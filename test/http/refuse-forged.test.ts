import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Session } from '../../src/access/session.ts';
import { refuseForeignPage, refuseForged } from '../../src/http/refuse-forged.ts';
import { writer } from './open-server.ts';

const session: Session = {
  id: 1,
  kind: 'token',
  principal: writer,
  csrfToken: 'right',
  expiresAt: new Date('2030-01-01T00:00:00Z'),
};

function isRefused(work: () => void): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

describe('a request by cookie', () => {
  const refused = (method: string, headers: Record<string, string | string[]>) =>
    isRefused(() => refuseForged({ method, headers }, { session, publicUrl: null }));

  test('that only reads needs nothing else', () => {
    assert.equal(refused('GET', {}), false);
    assert.equal(refused('HEAD', { origin: 'https://evil.example' }), false);
  });

  test('that does more is refused with anything but its csrfToken', () => {
    const headers = fc.record(
      { 'x-csrf-token': fc.oneof(fc.string(), fc.array(fc.constant('right')), fc.constantFrom('Right', 'right ')) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'), headers, (method, sent) => {
        assert.equal(refused(method, sent), sent['x-csrf-token'] !== 'right');
      }),
    );
    assert.equal(refused('DELETE', { 'x-csrf-token': 'right' }), false);
  });
});

describe('a page', () => {
  const host = 'amend.internal:3000';
  const refused = (headers: Record<string, string>, publicUrl: string | null = null) =>
    isRefused(() => refuseForeignPage({ host, ...headers }, publicUrl));

  test('is ours where the browser says so, whatever a proxy made of the address', () => {
    assert.equal(refused({ 'sec-fetch-site': 'same-origin', origin: 'https://amend.example' }), false);
    for (const site of ['cross-site', 'same-site', 'none', 'x']) {
      assert.equal(refused({ 'sec-fetch-site': site, origin: `http://${host}` }), true, site);
    }
  });

  test('is ours where its address is the one asked, or the public one', () => {
    assert.equal(refused({ origin: `http://${host}` }), false);
    // Behind a proxy that ends TLS and hands the name on.
    assert.equal(refused({ origin: `https://${host}` }), false);
    assert.equal(refused({ origin: 'https://amend.example' }, 'https://amend.example/base'), false);
    assert.equal(refused({}), false);
  });

  test('is not ours with any other address', () => {
    const others = [
      'http://amend.internal',
      'http://amend.internal:3001',
      'https://amend.example.evil.example',
      'null',
      '',
    ];
    for (const origin of others) assert.equal(refused({ origin }, 'https://amend.example'), true, origin);
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        assert.equal(refused({ origin: new URL(url).origin }), true);
      }),
    );
  });
});
