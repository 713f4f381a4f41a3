import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { urlFaults } from '../../src/webhooks/target-url.ts';

const strict = { webhooksOverHttp: false, webhooksToPrivateAddresses: false };
const notPublic = 'url must not lead to an address that is not public';

describe('the URL of a webhook', () => {
  test('may be any https address, whatever its port and path', () => {
    for (const url of [
      'https://example.com',
      'https://example.com:8443/a?b=c',
      'https://8.8.8.8/',
      'https://[2606:4700::1]/',
    ]) {
      assert.deepEqual(urlFaults(url, strict), [], url);
    }
  });

  test('is refused when it is no https address', () => {
    for (const url of ['', 'example.com', 'ftp://example.com', 'file:///etc/passwd', 'https://', 'javascript:1']) {
      assert.deepEqual(urlFaults(url, strict), ['url must be an https:// address'], url);
    }
    assert.deepEqual(urlFaults('http://example.com', strict), ['url must begin with https://']);
    assert.deepEqual(urlFaults('http://example.com', { ...strict, webhooksOverHttp: true }), []);
  });

  test('is refused with a user, a password or a fragment', () => {
    for (const url of ['https://me@example.com', 'https://me:word@example.com', 'https://:word@example.com']) {
      assert.match(urlFaults(url, strict).join(), /user or a password/, url);
    }
    assert.deepEqual(urlFaults('https://example.com/#a', strict), ['url must not have a fragment']);
  });

  test('is refused when it names an address that is not public, however it is written', () => {
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '10.1.2.3', '169.254.169.254', '[::1]'];
    for (const host of [
      ...hosts,
      '[::ffff:10.0.0.1]',
      '[fd00::1]',
      '[fe80::1]',
      '0.0.0.0',
      '100.64.0.1',
      '224.0.0.1',
    ]) {
      assert.deepEqual(urlFaults(`https://${host}/`, strict), [notPublic], host);
      assert.deepEqual(urlFaults(`https://${host}/`, { ...strict, webhooksToPrivateAddresses: true }), [], host);
    }
  });
});
