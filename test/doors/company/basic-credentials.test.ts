import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { basicCredentials } from '../../../src/doors/company/basic-credentials.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const formEncoded = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

describe('the credentials of a client', () => {
  test('are read from Basic, whatever characters they hold', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(text, text, (id, secret) => {
        const header = basic(`${formEncoded(id)}:${formEncoded(secret)}`);
        assert.deepEqual(basicCredentials(header), { id, secret });
      }),
    );
  });

  test('are read as they stand where nothing in them is encoded, and end at the first colon', () => {
    assert.deepEqual(basicCredentials(basic('cli_1:amc_2')), { id: 'cli_1', secret: 'amc_2' });
    assert.deepEqual(basicCredentials(basic('a:b:c')), { id: 'a', secret: 'b:c' });
    assert.deepEqual(basicCredentials(basic(':')), { id: '', secret: '' });
    assert.deepEqual(basicCredentials(`bASIC  ${basic('a:b').slice(6)} `), { id: 'a', secret: 'b' });
  });

  for (const header of [
    undefined,
    '',
    'Basic',
    'Basic !!!',
    'Bearer amd_x',
    basic('no colon'),
    basic('%zz:x'),
    basic('x:%ff'),
    basic('a%00:b'),
    `${basic('a:b')}, ${basic('c:d')}`,
  ]) {
    test(`are not in ${JSON.stringify(header)}`, () => assert.equal(basicCredentials(header), null));
  }
});
