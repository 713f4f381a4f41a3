import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Session } from '../../src/access/session.ts';
import { json, openServer, type OpenServer, route, writer } from './open-server.ts';

const secret = 'ams_secretsecretsecret';
const session: Session = {
  id: 1,
  kind: 'token',
  principal: writer,
  csrfToken: 'csrf-of-the-session',
  expiresAt: new Date('2030-01-01T00:00:00Z'),
};

describe('a request by cookie', () => {
  let server: OpenServer;
  let looks = 0;
  before(async () => {
    server = await openServer({
      settings: { requestsPerSecondMax: 5 },
      routes: [route({ handle: ({ headers, principal }) => ({ headers, token: principal.tokenPublicId }) })],
      authenticateSession: async (sent) => {
        looks += 1;
        return sent === secret ? session : null;
      },
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const put = (headers: Record<string, string>) =>
    fetch(`${server.origin}/things`, { method: 'PUT', body: '{}', headers: { ...json, ...headers } });
  const byCookie = { cookie: `amend_session=${secret}`, 'x-csrf-token': session.csrfToken };

  test('has the principal of its token; its credentials reach neither the handler nor the log', async () => {
    const answer = await put(byCookie);
    assert.equal(answer.status, 200);
    const text = await answer.text();
    assert.equal((JSON.parse(text) as { token: string }).token, writer.tokenPublicId);
    assert.equal((await put({ ...byCookie, 'x-csrf-token': 'x' })).status, 403);
    assert.equal((await put({ cookie: 'amend_session=ams_unknown' })).status, 401);
    const log = JSON.stringify(server.log);
    assert.ok(server.log.length >= 3);
    for (const credential of [secret, session.csrfToken, 'ams_unknown']) {
      assert.equal(text.includes(credential) || log.includes(credential), false, credential);
    }
  });

  test('is not looked up where a token comes too', async () => {
    looks = 0;
    for (const authorization of ['Bearer nobody', 'Bearer', 'bearer x y']) {
      assert.equal((await put({ ...byCookie, authorization })).status, 401, authorization);
    }
    assert.equal(looks, 0);
  });

  test('is one also where the credentials of a proxy come along', async () => {
    for (const authorization of ['Basic YTpi', 'Negotiate x', 'BearerX y', '']) {
      assert.equal((await put({ ...byCookie, authorization })).status, 200, authorization);
      const forged = await put({ cookie: byCookie.cookie, authorization });
      assert.equal(forged.status, 403, 'it needs the csrfToken all the same');
    }
    assert.equal((await put({ authorization: 'Basic YTpi' })).status, 401);
  });

  test('counts together with those by its token', async () => {
    const requests = Array.from({ length: 20 }, (_, place) =>
      put(place % 2 === 0 ? byCookie : { authorization: 'Bearer writer' }),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    // Two windows at most, where a second ends in between.
    assert.ok(statuses.filter((status) => status === 200).length <= 10, statuses.join());
    assert.ok(statuses.includes(429));
  });
});
