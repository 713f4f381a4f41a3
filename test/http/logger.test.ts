import assert from 'node:assert/strict';
import { AssertionError } from 'node:assert';
import { test } from 'node:test';
import { describeError } from '../../src/http/describe-error.ts';
import { createLogger } from '../../src/http/logger.ts';
import { json, openServer, route, secret } from './open-server.ts';

test('logs one line a request, without its path, its query, its token or its data', async () => {
  const leak = 'AshaRao9876543210';
  await using server = await openServer({
    routes: [
      route({
        path: '/things/:id',
        handle: ({ body }) => {
          const { fail } = body as { fail?: string };
          if (fail === 'json') JSON.parse(`{"${leak}`);
          if (fail === 'state') throw Object.assign(new Error(leak), { code: '23505', detail: leak, where: leak });
          return { leak };
        },
      }),
    ],
  });
  const ask = (path: string, init: RequestInit = {}) => server.fetch(path, { method: 'PUT', ...init });
  const headers = {
    ...json,
    authorization: `Bearer ${secret}`,
    'x-request-id': secret,
    'user-agent': leak,
    cookie: leak,
    referer: `https://example.com/?${leak}`,
  };
  for (const body of [`{"a":"${leak}"}`, `{"fail":"json"}`, `{"fail":"state"}`, `{"${leak}`, `["${leak}"]`]) {
    await ask(`/things/${leak}`, { headers, body });
  }
  await ask(`/things/${leak}?search=${leak}&token=${secret}`, { headers, body: '{}' });
  await ask(`/${leak}?token=${secret}`, { headers });
  await ask(`/%zz${leak}`, { headers });
  await ask(`/things/${leak}`, { headers: { ...headers, authorization: `Bearer ${secret}${leak}` } });
  await ask(`/things/${leak}`, { headers: { ...headers, authorization: `Basic ${secret}` } });
  await ask(`/things/${leak}`, { headers: { ...headers, 'content-type': leak }, body: leak });
  await ask(`/things/${leak}`, { headers: { ...headers, 'idempotency-key': `"${leak}` }, body: '{}' });

  const requests = server.log.filter(({ msg }) => msg === 'request');
  assert.equal(requests.length, 12);
  assert.equal(server.log.filter(({ msg }) => msg === 'unforeseen error').length, 2);
  const text = JSON.stringify(server.log);
  assert.doesNotMatch(text, new RegExp(leak, 'i'));
  assert.doesNotMatch(text, new RegExp(secret.slice(4), 'i'));

  const { ms, requestId, time, bytesOut, ...line } = requests[0] ?? {};
  assert.deepEqual(line, {
    level: 'info',
    method: 'PUT',
    route: '/things/:id',
    status: 200,
    organization: 'CEKROOT000',
    token: 'tok_1',
    bytesIn: 25,
    msg: 'request',
  });
  for (const number of [ms, bytesOut]) assert.ok(typeof number === 'number' && number > 0);
  assert.match(String(requestId), /^req_/);
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
});

test('tells of an error its kind and its place, and its message only where that quotes no data', () => {
  const plain = describeError(new TypeError('x is not a function', { cause: new Error('deeper') })) as Told;
  assert.deepEqual([plain.type, plain.message, plain.cause?.message], ['TypeError', 'x is not a function', 'deeper']);
  assert.match(plain.at[0] ?? '', /logger\.test\.ts/);
  const quoting = [
    new SyntaxError('Unexpected token, "Asha" is not valid JSON'),
    new AssertionError({ actual: 'Asha', expected: 'Rao', operator: 'strictEqual' }),
    Object.assign(new Error('invalid input: "Asha"'), { code: '22P02' }),
    Object.assign(new Error('Asha exists'), { code: '23505', detail: 'Asha', constraint: 'one' }),
  ];
  for (const error of quoting) assert.doesNotMatch(JSON.stringify(describeError(error)), /Asha/);
  assert.doesNotMatch(JSON.stringify(describeError('Asha')), /Asha/);
  assert.equal(JSON.stringify(describeError(quoting[3])).includes('"constraint":"one"'), true);
});
interface Told {
  type: string;
  message: string;
  at: string[];
  cause?: Told;
}

test('logs from its level on', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'warn', stream: { write: (line) => void lines.push(line) } });
  log.info({}, 'not this');
  log.warn({ err: new SyntaxError('"Asha" is not valid JSON') }, 'this');
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines.join(''), /Asha|not this/);
});
