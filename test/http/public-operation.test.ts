import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { FormCall, PublicCall, PublicRoute } from '../../src/http/route.ts';
import { json, openServer } from './open-server.ts';
import { exchange, until } from './raw-http.ts';

const shape = { access: 'public', method: 'POST', summary: 'Lets in', tag: 'Access', answers: {} } as const;

function form(handle: (call: FormCall) => unknown): PublicRoute {
  return {
    ...shape,
    path: '/form',
    operationId: 'form',
    run: { kind: 'form', handle: async (call) => ({ status: 200, body: handle(call) }) },
  };
}

function secret(handle: (call: PublicCall) => unknown): PublicRoute {
  return {
    ...shape,
    path: '/secret',
    operationId: 'secret',
    body: Type.Object({ password: Type.String() }, { additionalProperties: false }),
    run: { kind: 'secret', handle: async (call) => ({ status: 200, body: handle(call) }) },
  };
}

const typed = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

test('reads a form into pairs, in their order, repeated ones included, and hands on the credential', async () => {
  await using server = await openServer({
    routes: [
      form(({ form: pairs, authorization, headers }) => ({ pairs, authorization, seen: headers['authorization'] })),
    ],
  });
  const response = await fetch(`${server.origin}/form`, {
    method: 'POST',
    headers: { ...typed, authorization: 'Basic eDp5' },
    body: 'grant_type=password&a=1&a=2&name=Gr%C3%B6%C3%9Fe+x&__proto__=p&empty=',
  });
  assert.deepEqual(await response.json(), {
    pairs: [
      ['grant_type', 'password'],
      ['a', '1'],
      ['a', '2'],
      ['name', 'Größe x'],
      ['__proto__', 'p'],
      ['empty', ''],
    ],
    authorization: 'Basic eDp5',
  });
});

test('refuses another kind of body, a broken form and a large one, before it reads it where it can', async () => {
  await using server = await openServer({ routes: [form(() => ({}))], limits: { formBytesMax: 100 } });
  const status = async (body: string | ReadableStream, headers: Record<string, string> = typed) => {
    const init = { method: 'POST', headers, body, duplex: 'half' } as const;
    const response = await fetch(`${server.origin}/form`, init);
    await response.arrayBuffer();
    return response.status;
  };
  assert.equal(await status('{}', json), 415);
  assert.equal((await fetch(`${server.origin}/form`, { method: 'POST' })).status, 415);
  assert.equal(await status('a=1', { ...typed, 'content-encoding': 'gzip' }), 415);
  assert.equal(await status('a=%zz'), 400);
  assert.equal(await status('a=%ff'), 400);
  assert.equal(await status(`a=${'x'.repeat(98)}`), 200);
  assert.equal(await status(`a=${'x'.repeat(99)}`), 413);
  assert.equal(await status(new Blob([`a=${'x'.repeat(99)}`]).stream()), 413);
  const socket = connect(server.port, '127.0.0.1');
  const head = `POST /form HTTP/1.1\r\nhost: x\r\ncontent-type: ${typed['content-type']}\r\ncontent-length: 101\r\n\r\n`;
  assert.match(await exchange(socket, [head]), /^HTTP\/1.1 413 /);
  socket.destroy();
});

test('takes no idempotency key where the answer holds a credential', async () => {
  await using server = await openServer({ routes: [form(() => ({})), secret(() => ({}))] });
  const key = { 'idempotency-key': 'k' };
  const sent = await fetch(`${server.origin}/form`, { method: 'POST', headers: { ...typed, ...key }, body: 'a=1' });
  assert.equal(sent.status, 400);
  const body = '{"password":"p"}';
  const asked = await fetch(`${server.origin}/secret`, { method: 'POST', headers: { ...json, ...key }, body });
  assert.equal(asked.status, 400);
});

test('checks a JSON body and a query as it does for everybody', async () => {
  await using server = await openServer({ routes: [secret(({ body }) => body)] });
  const send = async (body: string, query = '') =>
    (await fetch(`${server.origin}/secret${query}`, { method: 'POST', headers: json, body })).status;
  assert.equal(await send('{"password":"p"}'), 200);
  assert.equal(await send('{"password":1}'), 400);
  assert.equal(await send('{"password":"p"}', '?a=1'), 400);
});

test('counts who needs no token by his address', async () => {
  await using server = await openServer({ routes: [form(() => ({}))], settings: { requestsPerSecondMax: 3 } });
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => fetch(`${server.origin}/form`, { method: 'POST', headers: typed, body: 'a=1' })),
  );
  assert.ok(answers.some(({ status }) => status === 429));
});

test('shows in the OpenAPI document that no token is needed, and what kind of body is', async () => {
  const documented = Type.Object({ grant_type: Type.String() });
  await using server = await openServer({ routes: [{ ...form(() => ({})), body: documented }] });
  const document = (await (await fetch(`${server.origin}/openapi.json`)).json()) as Document;
  const operation = document.paths['/form']?.['post'];
  assert.deepEqual(operation?.security, []);
  assert.deepEqual(Object.keys(operation.requestBody.content), ['application/x-www-form-urlencoded']);
  assert.deepEqual(Object.keys(operation.responses), ['400', '408', '413', '415', '429', '500', '503']);
});

interface Document {
  paths: Record<string, Record<string, { security: []; requestBody: { content: object }; responses: object }>>;
}

test('writes nothing of a link into the log, which is as good as a key', async () => {
  await using server = await openServer({ routes: [form(() => ({}))] });
  const sent = { method: 'POST', headers: typed, body: 'password=s3cret' };
  await (await fetch(`${server.origin}/form?signature=s3cret`, sent)).arrayBuffer();
  await (await fetch(`${server.origin}/nowhere/s3cret?signature=s3cret`)).arrayBuffer();
  await until('both are logged', () => server.log.length === 2);
  assert.doesNotMatch(JSON.stringify(server.log), /s3cret/);
});
