import assert from 'node:assert/strict';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { exchange } from '../../http/raw-http.ts';
import { startTestService, type TestService } from '../../service.ts';
import { loan, loans, type Tenant } from '../../tenant.ts';
import { until } from '../hold-customers.ts';

const update = '/api/v1/customers/update/bulk';

/** The limits of one request, and of all together: 413, 415, 429, 503. */
describe('limits', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    service = await startTestService({ settings: { jsonBodyBytesMax: 100_000, jsonBytesInFlightMax: 150_000 } });
    lender = await service.tenant();
    campaignId = await lender.campaign([loan('a')]);
  });
  after(() => service[Symbol.asyncDispose]());

  const body = (bytes: number) => {
    const text = JSON.stringify({ campaignId, records: [{ id: 'a', data: {} }] });
    return text + ' '.repeat(bytes - text.length);
  };

  test('a body of exactly the limit is taken, one byte more is refused with 413', async () => {
    assert.equal((await lender.call(`PUT ${update}`, body(100_000))).status, 200);
    const { status, body: refused } = await lender.call(`PUT ${update}`, body(100_001));
    assert.equal(status, 413);
    assert.deepEqual(refused, {
      success: false,
      error: 'PayloadTooLarge',
      message: 'The body exceeds 100000 bytes; send it in parts.',
    });
  });

  test('a body without a declared length meets the same limit', async () => {
    const { status } = await fetch(new URL(update, service.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${lender.token}`, 'content-type': 'application/json' },
      body: new Blob([body(200_000)]).stream(),
      duplex: 'half',
    });
    assert.equal(status, 413);
  });

  test('a client that asks first is told before it sends', async () => {
    const head = [
      `PUT ${update} HTTP/1.1`,
      'host: x',
      `authorization: Bearer ${lender.token}`,
      'content-type: application/json',
      'content-length: 100001',
      'expect: 100-continue',
    ].join('\r\n');
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    assert.match(await exchange(socket, [`${head}\r\n\r\n`]), /^HTTP\/1.1 413 /);
    socket.destroy();
  });

  test('bodies in flight above the limit of all: 503 with Retry-After, and room again afterwards', async () => {
    await using slow = await slowRequest(100_000, 90_000);
    const { status, headers, body: refused } = await lender.call(`PUT ${update}`, body(70_000));
    assert.equal(status, 503);
    assert.partialDeepStrictEqual(refused, { success: false, error: 'ServiceUnavailable' });
    assert.ok(Number(headers.get('retry-after')) >= 1);
    assert.equal((await lender.call(`PUT ${update}`, body(50_000))).status, 200);
    slow.request.destroy();
    await until('the bytes of a client that went away are given back', async () => {
      return (await lender.call(`PUT ${update}`, body(100_000))).status === 200;
    });
  });

  /** Declares `bytes`, sends some and then nothing, as a bad connection does; comes back when they have arrived. */
  async function slowRequest(bytes: number, sent: number): Promise<{ request: ClientRequest } & AsyncDisposable> {
    const request = httpRequest(new URL(update, service.url), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${lender.token}`,
        'content-type': 'application/json',
        'content-length': bytes,
      },
    });
    request.on('error', () => undefined);
    request.write(body(bytes).slice(0, sent));
    await until('the bytes have arrived', async () => (await inFlight()) >= sent);
    return { request, [Symbol.asyncDispose]: async () => void request.destroy() };
  }

  async function inFlight(): Promise<number> {
    const { text } = await service.administrator.call('GET /metrics');
    return Number(/^amend_json_bytes_in_flight (\d+)$/m.exec(text)?.[1] ?? 0);
  }
});

describe('the rate limit', () => {
  let service: TestService;
  let lender: Tenant;
  before(async () => {
    service = await startTestService({ settings: { requestsPerSecondMax: 5 } });
    lender = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  test('each answer tells what is left; above the limit of a token: 429 with Retry-After', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => lender.call('GET /api/v1/me')));
    const first = answers.find(({ status }) => status === 200);
    assert.equal(first?.headers.get('ratelimit-limit'), '5');
    assert.match(first.headers.get('ratelimit-policy') ?? '', /q=5;w=1/);
    assert.match(first.headers.get('ratelimit') ?? '', /r=\d+;t=\d+/);
    assert.ok(Number(first.headers.get('ratelimit-remaining')) < 5);
    const one = answers.find(({ status }) => status === 429);
    // However slow the machine: the hundred take no twenty seconds.
    assert.ok(one);
    assert.partialDeepStrictEqual(one.body, { success: false, error: 'TooManyRequests' });
    assert.ok(Number(one.headers.get('retry-after')) >= 1);
    const other = await lender.withScopes('campaigns:read');
    assert.equal((await other.call('GET /api/v1/me')).status, 200, 'another token has its own');
    await until('a second later there is room again', async () => (await lender.call('GET /api/v1/me')).status === 200);
  });

  test('requests without a token are limited by address, and never keep a token out', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => service.anybody.call('GET /api/v1/me')));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401, 429]));
    assert.equal((await service.administrator.call('GET /api/v1/me')).status, 200);
  });
});

test('more records than the setting allows are refused with its number', async () => {
  await using service = await startTestService({ settings: { recordsPerRequestMax: 3 } });
  const lender = await service.tenant();
  const campaignId = await lender.campaign(loans(2));
  const { status, body } = await lender.call(`PUT ${update}`, { campaignId, records: [1, 2, 3, 4] });
  assert.deepEqual([status, body['errors']], [400, ['records cannot exceed 3 items per request']]);
});

test('without its database: not ready, 503 with Retry-After, and all well when it is back', async () => {
  await using service = await startTestService();
  const lender = await service.tenant();
  const campaignId = await lender.campaign([loan('a')]);
  await allowConnections(service, false);
  const ready = await service.anybody.call('GET /readyz');
  assert.deepEqual([ready.status, ready.body['error']], [503, 'ServiceUnavailable']);
  for (const request of ['GET /api/v1/me', `PUT ${update}`]) {
    const answer = await lender.call(request, request.startsWith('PUT') ? { campaignId, records: [7] } : undefined);
    assert.equal(answer.status, 503, answer.text);
    assert.partialDeepStrictEqual(answer.body, { success: false, error: 'ServiceUnavailable' });
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  }
  assert.equal((await service.anybody.call('GET /healthz')).status, 200);
  await allowConnections(service, true);
  await until('it is ready', async () => (await service.anybody.call('GET /readyz')).status === 200);
  assert.equal((await lender.bulkUpdate(campaignId, [{ id: 'a', data: { note: 1 } }])).status, 200);
});

/** Lets everybody in, or nobody and cuts those who are. */
async function allowConnections({ connectionString }: TestService, allowed: boolean): Promise<void> {
  const url = new URL(connectionString);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const operator = new Client({ connectionString: url.href });
  await operator.connect();
  await operator.query(`alter database ${name} allow_connections ${allowed}`);
  if (!allowed)
    await operator.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]);
  await operator.end();
}
