import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amend } from '../command-line.ts';

const token = { AMEND_TOKEN: 'amd_test', AMEND_URL: 'http://127.0.0.1:1' };
const anyFile = 'package.json';

for (const [words, environment, sentence] of [
  [[], token, /Name the file to send/],
  [[anyFile], token, /either --company CEK… or --campaign camp_…/],
  [[anyFile, '--company', 'CEKABC1234', '--campaign', 'camp_1'], token, /either --company/],
  [['no-such.csv', '--company', 'CEKABC1234'], token, /no-such\.csv cannot be read/],
  [[anyFile, '--company', 'CEKABC1234'], {}, /Set AMEND_TOKEN/],
  [[anyFile, '--company', 'CEKABC1234'], { AMEND_TOKEN: 'a b' }, /Set AMEND_TOKEN/],
  [[anyFile, '--company', 'CEKABC1234'], { ...token, AMEND_URL: 'localhost' }, /AMEND_URL must be an http/],
  [[anyFile, '--company', 'CEKABC1234', '--max-affected', '-1'], token, /whole number/],
  [[anyFile, '--company', 'CEKABC1234', '--mapping', 'a'], token, /header=field/],
  [[anyFile, '--company', 'CEKABC1234', '--empty-cells', 'keep'], token, /ignore, clear/],
  [['--follow', 'batch_1', '--atomic'], token, /With --follow no file is sent/],
] as const) {
  test(`amend update ${words.join(' ')} is answered with exit code 2, and nothing is sent`, async () => {
    const { code, stdout, stderr } = await amend(environment, 'update', ...words);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, sentence);
  });
}

test('a service that cannot be reached is answered with exit code 3', async () => {
  const { code, stderr } = await amend(token, 'update', anyFile, '--company', 'CEKABC1234');
  assert.equal(code, 3);
  assert.match(stderr, /The service at http:\/\/127\.0\.0\.1:1 cannot be reached/);
});
