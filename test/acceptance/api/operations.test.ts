import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { exchange } from '../../http/raw-http.ts';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { operationsOf } from '../operations-of.ts';

let service: TestService;
let lender: Tenant;
let campaignId: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  campaignId = await lender.campaign(loans(300));
});
after(() => service[Symbol.asyncDispose]());

describe('GET /healthz', () => {
  test('says that the process lives, to anybody', async () => {
    const { status, body } = await service.anybody.call('GET /healthz');
    assert.deepEqual([status, body], [200, { status: 'ok' }]);
  });
});

describe('GET /readyz', () => {
  test('says that the database answers, to anybody', async () => {
    const { status, body } = await service.anybody.call('GET /readyz');
    assert.deepEqual([status, body], [200, { status: 'ready' }]);
  });
});

describe('GET /metrics', () => {
  test('is for an administrator of the root organization', async () => {
    const belowAdmin = await lender.withScopes('admin');
    assert.equal((await service.anybody.call('GET /metrics')).status, 401);
    assert.equal((await lender.call('GET /metrics')).status, 403);
    assert.equal((await belowAdmin.call('GET /metrics')).status, 403);
    assert.equal((await service.administrator.call('GET /metrics')).status, 200);
  });

  test('counts records by outcome, chunks, requests and connections', async () => {
    const value = async (name: string) => {
      const { text } = await service.administrator.call('GET /metrics');
      const line = text.split('\n').find((each) => each.startsWith(`${name} `)) ?? '';
      return Number(line.split(' ').at(-1) ?? 0);
    };
    const names = ['updated', 'unchanged', 'invalid', 'failed'].map((o) => `amend_records_total{outcome="${o}"}`);
    names.push('amend_chunk_duration_seconds_count');
    const before = await Promise.all(names.map(value));
    await lender.bulkUpdate(campaignId, [
      { id: 'loan_0', data: { note: Math.random() } },
      { id: 'loan_1', data: {} },
      { id: 'loan_2', data: {} },
      7,
      { id: 'gone', data: {} },
    ]);
    const after = await Promise.all(names.map(value));
    assert.deepEqual(
      after.map((count, i) => count - (before[i] ?? 0)),
      [1, 2, 1, 1, 1],
    );
    const requests = 'amend_http_request_duration_seconds_count{operation="bulkUpdateCustomers",status="207"}';
    assert.ok((await value(requests)) >= 1);
    const { text } = await service.administrator.call('GET /metrics');
    assert.match(text, /^amend_database_connections\{state="idle"\} \d+$/m);
    assert.equal(text.includes(campaignId), false);
  });

  test('is open where the setting says so', async () => {
    await using open = await startTestService({ settings: { metricsOpen: true } });
    assert.equal((await open.anybody.call('GET /metrics')).status, 200);
  });
});

describe('/openapi.json', () => {
  interface Document extends Fields {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Fields };
  }
  interface Operation extends Fields {
    readonly operationId: string;
    readonly summary: string;
    readonly tags: readonly string[];
    readonly security: readonly object[];
    readonly responses: Readonly<Record<string, Fields>>;
    readonly parameters?: readonly Fields[];
  }
  let document: Document;
  before(async () => {
    const { status, body } = await service.anybody.call<Document>('GET /openapi.json');
    assert.equal(status, 200);
    document = body;
  });

  test('is OpenAPI 3.1, each operation with an id of its own, a summary, a tag, its security and its answers', () => {
    assert.match(document.openapi, /^3\.1\./);
    const ids = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const name = `${method} ${path}`;
        assert.ok(operation.operationId && operation.summary && operation.tags.length > 0 && operation.security, name);
        assert.equal(ids.has(operation.operationId), false, name);
        ids.add(operation.operationId);
        for (const [status, answer] of Object.entries(operation.responses)) {
          assert.match(status, /^[2-5]\d\d$/);
          assert.ok(answer['description'], `${name} ${status}`);
        }
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
        const declared = (operation.parameters ?? []).filter((parameter) => parameter['in'] === 'path');
        assert.deepEqual(
          declared.map((parameter) => parameter['name']),
          inPath,
          name,
        );
      }
    }
  });

  test('every reference in it leads somewhere', () => {
    const text = JSON.stringify(document);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
      assert.match(reference, /^#\/components\/schemas\//);
      assert.ok((reference.split('/').at(-1) ?? '') in document.components.schemas, reference);
    }
  });

  test('names the operations of the contracts', () => {
    const operations = operationsOf(document);
    const named = [
      'PUT /api/v1/customers/update/bulk',
      'PUT /api/v1/customer-data/bulk',
      'POST /api/v1/customers/add',
      'POST /api/v1/customers/add/bulk',
      'PUT /api/v1/customers/update',
      'GET /api/v1/customers',
      'GET /api/v1/customers/{id}',
      'GET /api/v1/customers/{id}/history',
      'POST /api/v1/campaigns/create',
      'GET /api/v1/campaigns',
      'GET /api/v1/campaigns/{id}',
      'PUT /api/v1/campaigns/update/{id}',
      'PATCH /api/v1/campaigns/pause/{id}',
      'DELETE /api/v1/campaigns/{id}',
      'GET /api/v1/batches',
      'GET /api/v1/batches/{id}',
      'GET /api/v1/batches/{id}/outcomes',
      'GET /api/v1/batches/{id}/changes',
      'POST /api/v1/batches/{id}/cancel',
      'GET /api/v1/me',
      'GET /api/v1/organizations',
      'POST /api/v1/organizations',
      'GET /api/v1/tokens',
      'POST /api/v1/tokens',
      'POST /api/v1/tokens/{id}/revoke',
    ];
    for (const operation of named) assert.ok(operations.includes(operation), operation);
  });

  test('every operation refuses who brings no token, but the probes and those that let in by something else', async () => {
    const open = new Set([
      'GET /healthz',
      'GET /readyz',
      'GET /api/v1/files/{id}',
      'POST /oauth/token',
      'POST /api/v1/session',
      'GET /api/v1/session',
    ]);
    for (const operation of operationsOf(document)) {
      if (open.has(operation)) continue;
      const { status } = await service.anybody.call(operation.replaceAll(/\{\w+\}/g, 'x'));
      assert.equal(status, 401, operation);
    }
  });
});

describe('/docs', () => {
  test('is a page that loads nothing from elsewhere', async () => {
    const loaded = new Set<string>();
    const load = async (path: string) => {
      const response = await fetch(new URL(path, service.url), { redirect: 'follow' });
      assert.equal(response.status, 200, path);
      loaded.add(path);
      return response.text();
    };
    const page = await load('/docs');
    const base = new URL((await fetch(new URL('/docs', service.url))).url);
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    assert.ok(links.length >= 3);
    for (const link of links) {
      const url = new URL(link, base);
      assert.equal(url.origin, new URL(service.url).origin, link);
      await load(url.pathname);
    }
    assert.equal(/<script>[^<]/.test(page), false, 'no script in the page: the policy forbids it');
  });

  test('its policy lets it load from here alone', async () => {
    const { headers } = await service.anybody.call('GET /docs');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.equal(/https?:|\*|unsafe/.test(policy), false, policy);
  });
});

describe('every answer', () => {
  test('carries an x-request-id: the one that was sent, where it is safe', async () => {
    const id = async (sent?: string) => {
      const headers = sent === undefined ? {} : { 'x-request-id': sent };
      return (await lender.call('GET /api/v1/me', undefined, headers)).headers.get('x-request-id');
    };
    assert.match((await id()) ?? '', /^[0-9a-f-]{36}$/);
    assert.notEqual(await id(), await id());
    assert.equal(await id('trace-1:2.3'), 'trace-1:2.3');
    for (const unsafe of ['a b', 'x'.repeat(129), '', lender.token ?? '', '{"a":1}'])
      assert.notEqual(await id(unsafe), unsafe);
  });

  test('carries security headers, whatever it says', async () => {
    const requests = ['GET /api/v1/me', 'GET /nothing', 'GET /healthz', 'GET /docs', 'POST /api/v1/tokens', 'GET /%'];
    for (const request of requests) {
      const { headers } = await service.anybody.call(request);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', request);
      assert.equal(headers.get('x-frame-options'), 'DENY', request);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', request);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.ok(headers.get('x-request-id'), request);
      assert.equal(headers.get('x-powered-by'), null);
      assert.equal(headers.get('access-control-allow-origin'), null);
    }
  });

  test('is compressed where it is large and the client takes gzip, and the same', async () => {
    const path = `GET /api/v1/customers?campaignId=${campaignId}&limit=200`;
    const zipped = await lender.call(path, undefined, { 'accept-encoding': 'gzip' });
    const plain = await lender.call(path, undefined, { 'accept-encoding': 'identity' });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.match(zipped.headers.get('vary') ?? '', /accept-encoding/i);
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(zipped.text, plain.text);
    const small = await lender.call('GET /api/v1/me', undefined, { 'accept-encoding': 'gzip' });
    assert.equal(small.headers.get('content-encoding'), null);
  });

  test('is not kept by caches', async () => {
    assert.match((await lender.call('GET /api/v1/me')).headers.get('cache-control') ?? '', /no-store/);
  });

  test('404 where nothing is, 405 with Allow where another method is taken', async () => {
    const nothing = await lender.call('GET /api/v1/nothing');
    assert.deepEqual([nothing.status, nothing.body['error']], [404, 'NotFound']);
    const wrong = await lender.call('POST /api/v1/customers/update/bulk', {});
    assert.deepEqual([wrong.status, wrong.body['error']], [405, 'MethodNotAllowed']);
    assert.match(wrong.headers.get('allow') ?? '', /PUT/);
    const later = await lender.call('POST /api/v1/batches/batch_x/undo');
    assert.equal(later.status, 404);
  });

  test('what is no HTTP is answered 400, and the next client is served', async () => {
    for (const garbage of [
      '\r\nnonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n`,
    ]) {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      assert.match(await exchange(socket, [garbage]), /^HTTP\/1.1 4\d\d /);
      socket.destroy();
    }
    assert.equal((await service.anybody.call('GET /healthz')).status, 200);
  });

  test('HEAD is answered as GET without a body', async () => {
    const head = await lender.call('HEAD /api/v1/me');
    assert.deepEqual([head.status, head.text], [200, '']);
    const customer = await lender.call(`HEAD /api/v1/customers/loan_1?campaignId=${campaignId}`);
    assert.equal(customer.headers.get('etag'), '"1"');
    assert.deepEqual(loan('loan_1'), (await lender.customer(campaignId, 'loan_1')).data);
  });
});
