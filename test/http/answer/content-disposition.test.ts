import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { contentDisposition } from '../../../src/http/answer/content-disposition.ts';

test('names a file for old and new browsers alike', () => {
  assert.equal(contentDisposition('june.csv'), `attachment; filename="june.csv"; filename*=UTF-8''june.csv`);
  assert.equal(
    contentDisposition("50% (a's).csv"),
    `attachment; filename="50_ (a's).csv"; filename*=UTF-8''50%25%20%28a%27s%29.csv`,
  );
  assert.equal(contentDisposition('../../x\r\ny'), `attachment; filename="__.._x__y"; filename*=UTF-8''__.._x__y`);
  assert.equal(contentDisposition(' '), `attachment; filename="file"; filename*=UTF-8''file`);
});

test('is a header, with one name without a path, whatever the file is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const header = contentDisposition(name);
      validateHeaderValue('content-disposition', header);
      const [, plain = '', encoded = ''] =
        /^attachment; filename="([^"\\/]+)"; filename\*=UTF-8''([\w!.~%-]+)$/.exec(header) ?? [];
      assert.ok(plain.length > 0 && !plain.startsWith('.'), header);
      assert.doesNotMatch(decodeURIComponent(encoded), /^\.|[\p{Cc}"/\\]/u);
    }),
  );
});
