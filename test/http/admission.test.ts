import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { json, openServer, type OpenServer, route } from './open-server.ts';
import { exchange } from './raw-http.ts';

describe('a request is admitted', () => {
  let server: OpenServer;
  before(async () => {
    server = await openServer({
      routes: [
        route({ handle: (call) => ({ organization: call.organization.code, query: call.query }) }),
        route({
          method: 'GET',
          path: '/below',
          operationId: 'getBelow',
          scope: null,
          actsBelow: true,
          run: {
            kind: 'read',
            handle: async (call) => ({ status: 200, body: { code: call.organization.code, query: call.query } }),
          },
        }),
      ],
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const put = (authorization: string) =>
    server.fetch('/things', { method: 'PUT', headers: { ...json, authorization }, body: '{}' });

  test('with a token that is known', async () => {
    const response = await put('Bearer writer');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { organization: 'CEKBELOW00', query: {} });
  });

  for (const authorization of ['', 'Bearer', 'Bearer nobody', 'Basic d3JpdGVyOg==', 'writer', 'Bearer writer writer']) {
    test(`not with the header ${JSON.stringify(authorization)}`, async () => {
      const response = await put(authorization);
      assert.equal(response.status, 401);
      const { message, ...body } = (await response.json()) as Record<string, unknown>;
      assert.deepEqual(body, { success: false, error: 'Unauthorized' });
      assert.equal(typeof message, 'string');
      assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="amend"');
    });
  }

  test('not without the scope, which admin includes', async () => {
    const refused = await put('Bearer reader');
    assert.equal(refused.status, 403);
    assert.deepEqual(await refused.json(), {
      success: false,
      error: 'Forbidden',
      message: 'The token lacks the scope customers:write.',
    });
    assert.equal((await put('Bearer root')).status, 200);
  });

  test('for an organization below, where the operation says so', async () => {
    const own = await server.fetch('/below', { headers: { authorization: 'Bearer root' } });
    assert.deepEqual(await own.json(), { code: 'CEKROOT000', query: {} });
    const named = await server.fetch('/below?organization=CEKBELOW00', { headers: { authorization: 'Bearer root' } });
    assert.deepEqual(await named.json(), { code: 'CEKBELOW00', query: {} });
    const twice = await server.fetch('/below?organization=CEKBELOW00&organization=CEKROOT000', {
      headers: { authorization: 'Bearer root' },
    });
    assert.equal(twice.status, 400);
    const refusedAlike = await Promise.all(
      ['CEKROOT000', 'CEKUNKNOWN', ''].map((code) => server.fetch(`/below?organization=${code}`)),
    );
    const bodies = await Promise.all(refusedAlike.map(async (response) => [response.status, await response.text()]));
    assert.equal(new Set(bodies.map((body) => JSON.stringify(body))).size, 1);
    assert.equal(bodies[0]?.[0], 403);
    assert.equal((await server.fetch('/below?organization=%00')).status, 400);
  });

  test('nowhere else', async () => {
    const response = await server.fetch('/things?organization=CEKBELOW00', {
      method: 'PUT',
      headers: json,
      body: '{}',
    });
    assert.deepEqual(await response.json(), {
      success: false,
      message: 'Validation failed',
      errors: ['unknown query parameter organization'],
    });
  });

  test('or refused before a byte of its body is there', async () => {
    for (const [token, status] of [
      ['nobody', 401],
      ['reader', 403],
    ] as const) {
      const socket = connect(server.port, '127.0.0.1');
      const answer = await exchange(socket, [
        `PUT /things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n`,
      ]);
      socket.destroy();
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    }
  });
});
