import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Type } from 'typebox';
import { spreadsheetSchema } from '../../src/http/spreadsheet-schema.ts';
import { openServer, type OpenServer, route } from './open-server.ts';
import { uploadRoute } from './upload/multipart.ts';

interface Operation {
  operationId: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties: object; $ref?: string } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
  security?: Record<string, string[]>[];
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

describe('the OpenAPI document', () => {
  let server: OpenServer;
  let document: Document;
  before(async () => {
    server = await openServer({
      settings: { publicUrl: 'https://amend.example/base' },
      routes: [
        route({
          path: '/api/v1/things/:id',
          aliases: ['/old/:id'],
          description: 'Puts one.',
          query: Type.Object({ atomic: Type.Optional(Type.Boolean({ description: 'All or nothing.' })) }),
          body: Type.Object({ name: Type.String(), note: Type.Union([Type.String(), Type.Null()]) }),
          answers: {
            200: Type.Object({ id: Type.String() }),
            207: Type.Object({}),
            409: Type.Object({ own: Type.Null() }),
          },
        }),
        route({ method: 'GET', operationId: 'getThings', scope: null, actsBelow: true, run: reads }),
      ],
    });
    const response = await fetch(`${server.origin}/openapi.json`);
    assert.equal(response.status, 200);
    document = (await response.json()) as Document;
  });
  after(() => server[Symbol.asyncDispose]());
  const reads = { kind: 'read', handle: async () => ({ status: 200, body: {} }) } as const;

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );

  test('is of version 3.1 and says where the service is', () => {
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(document.servers, [{ url: 'https://amend.example/base' }]);
    assert.equal(document.info.version, '1.2.3');
    assert.deepEqual(Object.keys(document.components.securitySchemes), ['bearer', 'session']);
  });

  test('has every route, its aliases and the probes, each under an id of its own', () => {
    assert.deepEqual(
      operations().map(({ name, operation }) => [name, operation.operationId]),
      [
        ['get /healthz', 'getHealth'],
        ['get /readyz', 'getReadiness'],
        ['get /metrics', 'getMetrics'],
        ['put /api/v1/things/{id}', 'putThings'],
        ['put /old/{id}', 'putThingsAlias'],
        ['get /things', 'getThings'],
      ],
    );
  });

  test('describes every answer, and refers only to what it holds', () => {
    for (const { name, operation } of operations()) {
      for (const [status, { description }] of Object.entries(operation.responses)) {
        assert.notEqual(description, 'Default Response', `${name} ${status}`);
        assert.ok(description.length >= 5, `${name} ${status}`);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    assert.ok(references.length > 0);
    const known = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`));
    for (const reference of new Set(references)) assert.ok(known.has(String(reference)), reference);
  });

  test('tells of an operation its scope, its key, its parameters and its refusals', () => {
    const operation = document.paths['/api/v1/things/{id}']?.['put'];
    assert.ok(operation);
    assert.deepEqual(operation.security, [{ bearer: ['customers:write'] }, { session: ['customers:write'] }]);
    assert.equal(operation.description, 'Puts one.\n\nScope: `customers:write`.');
    const parameters = operation.parameters?.map((parameter) => [parameter.in, parameter.name, parameter.required]);
    assert.deepEqual(parameters, [
      ['query', 'atomic', false],
      ['header', 'Idempotency-Key', false],
      ['path', 'id', true],
    ]);
    assert.deepEqual(Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {}), [
      'name',
      'note',
    ]);
    const statuses = ['200', '207', '400', '401', '403', '408', '409', '413', '415', '422', '429', '500', '503'];
    assert.deepEqual(Object.keys(operation.responses), statuses);
    const schemaOf = (status: string) => operation.responses[status]?.content?.['application/json']?.schema;
    assert.deepEqual(schemaOf('400'), { $ref: '#/components/schemas/ValidationError' });
    assert.deepEqual(schemaOf('401'), { $ref: '#/components/schemas/Error' });
    assert.deepEqual(Object.keys((schemaOf('409') as { properties: object }).properties), ['own']);
  });

  test('tells of one that reads that it takes no key, and whom it may act for', () => {
    const operation = document.paths['/things']?.['get'];
    assert.deepEqual(operation?.security, [{ bearer: [] }, { session: [] }]);
    assert.deepEqual(
      operation?.parameters?.map(({ name }) => name),
      ['organization'],
    );
    assert.equal(operation?.responses['422'], undefined);
  });

  test('can be read at /docs, with nothing from elsewhere', async () => {
    const page = await fetch(`${server.origin}/docs`);
    assert.equal(page.status, 200);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => String(url));
    assert.ok(assets.length >= 4);
    for (const asset of assets) {
      const response = await fetch(new URL(asset, `${server.origin}/docs`));
      assert.equal(response.status, 200, asset);
      assert.equal(new URL(response.url).origin, server.origin);
      await response.arrayBuffer();
    }
    assert.doesNotMatch(html, /<script>|<style|style="|onload=/, 'nothing inline, which the policy forbids');
    const initializer = await (await fetch(`${server.origin}/docs/static/swagger-initializer.js`)).text();
    assert.doesNotMatch(initializer, /https?:\/\/(?!stackoverflow)/);
    assert.match(initializer, /"?validatorUrl"?: null/);
    assert.equal((await fetch(`${server.origin}/docs/json`)).status, 200);
  });
});

test('shows of an upload its parts, of a download its media type, of events an event', async () => {
  const answer = Type.String({ contentMediaType: 'text/csv' });
  const shape = { method: 'GET', summary: 'Reads', tag: 'Things', scope: null } as const;
  await using server = await openServer({
    routes: [
      uploadRoute(() => ({})),
      { ...shape, path: '/download', operationId: 'download', answers: { 200: answer }, run: downloads },
      { ...shape, path: '/either', operationId: 'either', answers: { 200: spreadsheetSchema }, run: downloads },
      route({ path: '/touch', operationId: 'touch' }),
      { ...shape, path: '/events', operationId: 'events', answers: { 200: Type.Object({}) }, run: tells },
    ],
  });
  const { paths } = (await (await fetch(`${server.origin}/openapi.json`)).json()) as Document;
  const upload = paths['/files']?.['post'];
  const body = upload?.requestBody?.content['multipart/form-data']?.schema as {
    required: string[];
    properties: object;
  };
  assert.deepEqual([body.required, Object.keys(body.properties)], [['file'], ['file', 'second', 'mapping']]);
  assert.ok(upload?.parameters?.some(({ name }) => name === 'Idempotency-Key'));
  const mediaTypes = (path: string) => Object.keys(paths[path]?.['get']?.responses['200']?.content ?? {});
  assert.deepEqual([mediaTypes('/download'), mediaTypes('/events')], [['text/csv'], ['text/event-stream']]);
  assert.deepEqual(mediaTypes('/either')[0], 'text/csv');
  assert.equal(mediaTypes('/either').length, 2);
  // A broken multipart body has no faults to list.
  assert.match(JSON.stringify(upload?.responses['400']), /anyOf.*ValidationError.*Error/);
  // Of one that takes no body: whatever is brought is read all the same.
  assert.ok(paths['/touch']?.['put']?.responses['415']);
  assert.equal(paths['/download']?.['get']?.responses['415'], undefined);
});

const downloads = { kind: 'download', handle: async () => ({ status: 200, body: {} }) } as const;
const tells = { kind: 'events', handle: async () => ({ status: 200, body: {} }) } as const;
