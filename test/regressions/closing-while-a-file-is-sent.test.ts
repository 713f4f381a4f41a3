import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import type { AnyRoute } from '../../src/http/route.ts';
import { openServer } from '../http/open-server.ts';

/** Its connection was told to stay open before anybody knew that the service would close. */
test('a service that closes while a file is sent does not wait for the connection to come back', async () => {
  const half = Promise.withResolvers<undefined>();
  async function* content(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('begin ');
    await half.promise;
    yield Buffer.from('end');
  }
  const download: AnyRoute<never> = {
    method: 'GET',
    path: '/file',
    operationId: 'download',
    summary: 'Downloads',
    tag: 'Things',
    scope: null,
    answers: { 200: Type.String() },
    run: {
      kind: 'download',
      handle: async () => ({
        status: 200,
        file: { name: 'a.txt', mediaType: 'text/plain', bytes: 9, content: content() },
      }),
    },
  };
  const server = await openServer({ routes: [download] });
  const response = await server.fetch('/file');
  const closing = server[Symbol.asyncDispose]().then(() => 'closed');
  while (server.app.server.listening) await nextTurn();
  half.resolve(undefined);
  assert.equal(await response.text(), 'begin end');
  assert.equal(await Promise.race([closing, delay(10_000, 'still open', { ref: false })]), 'closed');
});
