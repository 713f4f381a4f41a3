import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OpenApiDocument, operationsIn } from '../documented-operations.ts';
import { answerFaultsBy } from './answer-faults.ts';
import type { RawAnswer, RawRequest } from './raw-request.ts';

const thing = {
  type: 'object',
  required: ['id', 'at'],
  properties: { id: { type: 'string' }, at: { format: 'date-time' } },
};
const document = {
  components: { schemas: { Thing: thing } },
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          304: {},
          503: { content: { 'application/json': { schema: {} } } },
        },
      },
    },
    '/events': {
      get: { operationId: 'follow', responses: { 200: { content: { 'text/event-stream': { schema: thing } } } } },
    },
  },
} as unknown as OpenApiDocument;
const [get, follow] = operationsIn(document);
assert.ok(get && follow);
const faultsOf = answerFaultsBy(document);
const request: RawRequest = { method: 'GET', target: '/things/1', headers: [], body: null };
const good = { id: '1', at: '2026-04-30T10:00:00.000Z' };

function answer(body: unknown, changed: Partial<RawAnswer> = {}): RawAnswer {
  const headers = { 'x-request-id': 'r', 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers, text: JSON.stringify(body), ...changed };
}

test('an answer that is as documented has no faults', () => {
  assert.deepEqual(faultsOf(get, request, answer(good)), []);
  assert.deepEqual(faultsOf(get, request, answer(good, { status: 304, text: '' })), []);
  assert.deepEqual(faultsOf(get, { ...request, method: 'HEAD' }, answer(good, { text: '' })), []);
  const headers = { 'x-request-id': 'r', 'content-type': 'text/event-stream' };
  assert.deepEqual(faultsOf(follow, request, { status: 200, headers, text: `data: ${JSON.stringify(good)}\n\n` }), []);
});

test('each kind of fault is found', () => {
  const json = { 'x-request-id': 'r', 'content-type': 'application/json' };
  const wrong: [RawAnswer, RegExp][] = [
    [answer(good, { status: 500 }), /^the status is 500; 500 is not documented$/],
    [answer({}, { status: 503 }), /^the status is 503$/],
    [answer(good, { status: 404 }), /^404 is not documented$/],
    [answer(good, { status: 304 }), /304 has a body/],
    [answer({ id: 1 }), /required property 'at'.*\/id must be string/],
    [answer({ ...good, at: 'now' }), /\/at must match format/],
    [answer({ ...good, secret: 1 }), /must NOT have additional properties {"additionalProperty":"secret"}/],
    [answer(good, { text: '{' }), /no JSON/],
    [answer(good, { headers: { ...json, 'content-type': 'text/html' } }), /comes as text\/html/],
    [answer(good, { headers: { 'content-type': 'application/json' } }), /no x-request-id/],
    [answer({ ...good, id: 'Error\n    at run (file:///srv/src/app.ts:10:5)' }), /the answer shows/],
    [answer({ ...good, id: 'in /usr/lib/amend' }), /the answer shows/],
    [answer({ ...good, id: 'duplicate key value' }), /the answer shows/],
  ];
  for (const [one, fault] of wrong) assert.match(faultsOf(get, request, one).join('; '), fault);
  assert.deepEqual(faultsOf(get, request, answer({}, { status: 503, headers: { ...json, 'retry-after': '2' } })), []);
  assert.match(faultsOf(get, { ...request, method: 'HEAD' }, answer(good)).join(), /HEAD has a body/);
  const events = { 'x-request-id': 'r', 'content-type': 'text/event-stream' };
  assert.match(faultsOf(follow, request, { status: 200, headers: events, text: 'data: {}\n\n' }).join(), /required/);
});

test('what a request brought itself is not held against the answer', () => {
  const brought = { ...request, target: '/things/%2Fx?y=/usr/' };
  assert.deepEqual(faultsOf(get, brought, answer({ ...good, id: 'unknown /usr/' })), []);
});
