import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, openServer, type OpenServer, route, writer } from './open-server.ts';

const put = (server: OpenServer, token: string) =>
  server.fetch('/things', { method: 'PUT', headers: { ...json, authorization: `Bearer ${token}` }, body: '{}' });

async function statuses(server: OpenServer, token: string, times: number): Promise<Response[]> {
  return Promise.all(Array.from({ length: times }, () => put(server, token)));
}

test('answers 429 to a token over its requests a second, and says when to try again', async () => {
  await using server = await openServer({ routes: [route()], settings: { requestsPerSecondMax: 2 } });
  const responses = await statuses(server, 'writer', 10);
  const refused = responses.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.length <= 8, `${refused.length} refused`);
  const first = refused[0] ?? assert.fail('none refused');
  assert.equal(((await first.json()) as { error: string }).error, 'TooManyRequests');
  assert.equal(first.headers.get('retry-after'), '1');
  const fine = responses.find(({ status }) => status === 200);
  for (const headers of [fine?.headers, first.headers]) {
    assert.equal(headers?.get('ratelimit-limit'), '2');
    assert.match(headers?.get('ratelimit-remaining') ?? '', /^[01]$/);
    assert.equal(headers?.get('ratelimit-reset'), '1');
    assert.equal(headers?.get('ratelimit-policy'), '"default";q=2;w=1');
    assert.match(headers?.get('ratelimit') ?? '', /^"default";r=[01];t=1$/);
  }
  const other = await put(server, 'root');
  assert.equal(other.status, 200, 'another token is not concerned');
});

test('counts what has no valid token by its address, and refuses nobody else for it', async () => {
  await using server = await openServer({ routes: [route()], settings: { requestsPerSecondMax: 2 } });
  const unauthorized = await statuses(server, 'nobody', 10);
  assert.deepEqual(new Set(unauthorized.map(({ status }) => status)), new Set([401, 429]));
  const unknown = await Promise.all(Array.from({ length: 10 }, () => server.fetch('/nowhere')));
  assert.ok(unknown.some(({ status }) => status === 429));
  assert.equal((await put(server, 'writer')).status, 200);
  assert.equal((await server.fetch('/healthz')).status, 200);
});

test('says that the scope is missing before it says too often', async () => {
  await using server = await openServer({ routes: [route()], settings: { requestsPerSecondMax: 1 } });
  const responses = await statuses(server, 'reader', 5);
  assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([403]));
});

test('counts what a token asks of organizations that it may not act for', async () => {
  const below = route({
    method: 'GET',
    path: '/below',
    operationId: 'getBelow',
    scope: null,
    actsBelow: true,
    run: { kind: 'read', handle: async () => ({ status: 200, body: {} }) },
  });
  await using server = await openServer({ routes: [below], settings: { requestsPerSecondMax: 2 } });
  const foreign = await Promise.all(Array.from({ length: 10 }, () => server.fetch('/below?organization=CEKROOT000')));
  assert.deepEqual(new Set(foreign.map(({ status }) => status)), new Set([403, 429]));
});

test('looks a refused token up no more once its address is over the limit', async () => {
  let lookups = 0;
  await using server = await openServer({
    routes: [route()],
    settings: { requestsPerSecondMax: 2 },
    authenticate: async (bearer) => {
      lookups += 1;
      return bearer === 'writer' ? writer : null;
    },
  });
  for (let i = 0; i < 60; i += 1) await statuses(server, 'nobody', 1);
  // Three a second: however slow the machine, the sixty take no ten seconds.
  assert.ok(lookups <= 30, `${lookups} lookups`);
  assert.equal((await put(server, 'writer')).status, 200);
});
