import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { CommandError } from '../../../src/cli/command-error.ts';
import { multipart } from '../../../src/cli/update/multipart.ts';
import { ServiceClient } from '../../../src/cli/update/service-client.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { data, fakeService, refusal } from './fake-service.ts';
import type { Script } from './fake-service.ts';

const busy = refusal(503, { message: 'The service is full.' }, { 'retry-after': '0' });
const cut = { body: null };

test('a request that meets a busy service or loses its connection is tried again with the same key and body', async () => {
  await using client = await clientOf({
    'POST /uploads': [
      cut,
      busy,
      cut,
      refusal(409, { message: 'Still running.' }, { 'retry-after': '0' }),
      data('done', 201),
    ],
  });
  await using directory = await temporaryDirectory();
  const form = await formOf(directory.path);
  assert.equal(await client.service.call('POST /uploads', { form, idempotencyKey: 'key-1' }), 'done');
  const sent = client.fake.of('POST /uploads');
  assert.deepEqual(
    sent.map(({ headers }) => headers['idempotency-key']),
    Array.from({ length: 5 }, () => 'key-1'),
  );
  for (const { form } of sent) {
    const file = form?.get('file');
    assert.ok(file instanceof File);
    assert.equal(await file.text(), 'content');
  }
});

test('what is refused is not tried again', async () => {
  await using client = await clientOf({
    'POST /x': [refusal(409, { message: 'Applied already, as batch_1.' }), data(1)],
  });
  await assert.rejects(client.service.call('POST /x', { json: {} }), {
    name: 'CommandError',
    message: 'Applied already, as batch_1.',
    exitCode: 2,
  });
  assert.equal(client.fake.received.length, 1);
});

test('a service that is not there is told at once, with the address', async () => {
  const service = new ServiceClient({ ...options, url: `http://127.0.0.1:${await freePort()}` });
  await assert.rejects(service.call('GET /me'), (error: CommandError) => {
    assert.equal(error.exitCode, 3);
    assert.match(
      error.message,
      /^The service at http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED.*AMEND_URL/,
    );
    return true;
  });
});

test('an answer that is not our API ends with its status', async () => {
  await using client = await clientOf({
    'GET /a': [{ status: 500, body: '<html>' }],
    'GET /b': [{ body: '<html>' }],
  });
  await assert.rejects(client.service.call('GET /a'), {
    message: 'The service answered with status 500.',
    exitCode: 3,
  });
  await assert.rejects(client.service.call('GET /b'), { message: /cannot be read: .*JSON/, exitCode: 3 });
});

test('acts for the organization that is named, in every request', async () => {
  await using client = await clientOf({ 'GET /x': [data([])] }, { organization: 'CEKABC1234' });
  await client.service.call('GET /x?outcome=failed,invalid');
  assert.equal(client.fake.received[0]?.query.toString(), 'outcome=failed%2Cinvalid&organization=CEKABC1234');
});

test('a link is followed at the address by which the service is known here', async () => {
  await using client = await clientOf({ 'GET /files/file_1': [busy, { body: 'a,b' }] });
  const content = await client.service.open('https://amend.example.com/api/v1/files/file_1?expires=1&signature=2');
  assert.equal(await text(content), 'a,b');
  assert.equal(client.fake.received.at(-1)?.query.toString(), 'expires=1&signature=2');
  assert.equal(client.fake.received.at(-1)?.headers.authorization, undefined);
});

test('a file that changes while it is sent ends the request, with a sentence', async () => {
  await using directory = await temporaryDirectory();
  await using client = await clientOf({ 'POST /uploads': [data('done')] });
  const form = await formOf(directory.path);
  const file = path.join(directory.path, 'june.csv');
  await writeFile(file, 'short');
  await assert.rejects(client.service.call('POST /uploads', { form }), {
    message: `${file} was changed while it was sent. Send it again.`,
  });
  await rm(file);
  await assert.rejects(client.service.call('POST /uploads', { form }), { message: /june\.csv cannot be read: ENOENT/ });
});

test('tells how much of a file is sent', async () => {
  await using directory = await temporaryDirectory();
  await using client = await clientOf({ 'POST /uploads': [data('done')] });
  const form = await formOf(directory.path);
  let [done, of] = [0, 0];
  await client.service.call('POST /uploads', { form, reached: (...reached) => ([done, of] = reached) });
  assert.deepEqual([done, of], [7, 7]);
  assert.equal(client.fake.received[0]?.headers['content-length'], String(form.bytes));
});

test('whoever tells it to stop is not kept waiting', async () => {
  const stop = new AbortController();
  await using client = await clientOf(
    { 'GET /x': [refusal(503, { message: 'Full.' }, { 'retry-after': '30' })] },
    { signal: stop.signal },
  );
  const asking = client.service.call('GET /x');
  asking.catch(() => undefined);
  while (client.fake.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort(new Error('stopped by SIGINT'));
  await assert.rejects(asking);
});

const options = { token: 'amd_test', organization: null, signal: new AbortController().signal };

async function formOf(directory: string) {
  const file = path.join(directory, 'june.csv');
  await writeFile(file, 'content');
  return await multipart([
    { name: 'company', value: 'CEKABC1234' },
    { name: 'file', value: file, isFile: true },
  ]);
}

async function clientOf(script: Script, more: Partial<{ organization: string; signal: AbortSignal }> = {}) {
  const fake = await fakeService(script);
  const service = new ServiceClient({ ...options, ...more, url: fake.url });
  return { fake, service, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
