import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { UploadCall } from '../../../src/http/route.ts';
import { exchange, until } from '../raw-http.ts';
import { MemoryFiles, multipart, type PartOf, sha256, uploadRoute, uploadServer } from './multipart.ts';
import { openServer } from '../open-server.ts';

const file = { name: 'file', fileName: 'june.csv', content: 'a;b\r\n1;2\r\n' };
const mapping = { name: 'mapping', content: '{"Größe":null}' };
const type = 'content-type: multipart/form-data; boundary=b0undary';
const head = (headers: string) =>
  `POST /files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer writer\r\n${headers}\r\n\r\n`;

test('hands the handler its files, received, and its texts', async () => {
  const seen: UploadCall[] = [];
  const contents: string[] = [];
  await using server = await uploadServer({
    handle: (call) => {
      seen.push(call);
      for (const { storedAs } of call.files.values()) contents.push(String(server.files.kept.get(storedAs)));
    },
  });
  const { status, body } = await server.send(multipart([mapping, file]));
  assert.equal(status, 200, JSON.stringify(body));
  const [call] = seen;
  const { storedAs, ...received } = call?.files.get('file') ?? {};
  assert.deepEqual(received, { fileName: 'june.csv', bytes: file.content.length, sha256: sha256(file.content) });
  assert.match(storedAs ?? '', /^incoming\/ref\d+\/file$/);
  assert.deepEqual(contents, [file.content]);
  assert.deepEqual([...(call?.texts ?? [])], [['mapping', mapping.content]]);
  assert.equal(call?.organization.code, 'CEKBELOW00');
  assert.equal(call.resumed, false);
});

test('deletes what no handler has kept, and leaves what one has', async () => {
  await using server = await uploadServer({ handle: ({ texts, keepFiles }) => texts.has('mapping') && keepFiles() });
  assert.equal((await server.send(multipart([file]))).status, 200);
  assert.deepEqual([...server.files.kept.keys()], []);
  assert.equal((await server.send(multipart([file, mapping]))).status, 200);
  assert.equal(server.files.kept.size, 1);
});

test('deletes the files of a handler that refuses or fails', async () => {
  await using server = await uploadServer({
    handle: () => {
      throw new Error('disk full');
    },
  });
  assert.equal((await server.send(multipart([file]))).status, 500);
  assert.equal(server.files.kept.size, 0);
});

test('takes any part for what it is declared as, with or without a file name', async () => {
  const seen: unknown[] = [];
  await using server = await uploadServer({
    handle: ({ files, texts }) => seen.push([files.get('file')?.fileName, texts.get('mapping')]),
  });
  const swapped: PartOf[] = [
    { name: 'file', content: 'a' },
    { name: 'mapping', fileName: 'm.json', content: '{}' },
  ];
  assert.equal((await server.send(multipart(swapped))).status, 200);
  assert.deepEqual(seen, [[null, '{}']]);
});

test('keeps of a file name what is a name', async () => {
  const seen: unknown[] = [];
  await using server = await uploadServer({ handle: ({ files }) => seen.push(files.get('file')?.fileName) });
  for (const fileName of ['C:\\\\Users\\\\me\\\\Größe.csv', '../../etc/passwd', '']) {
    assert.equal((await server.send(multipart([{ ...file, fileName }]))).status, 200);
  }
  assert.deepEqual(seen, ['Größe.csv', 'passwd', null]);
});

test('names the part that is unknown, repeated, missing or no text', async () => {
  await using server = await uploadServer();
  const bad: [PartOf[], string][] = [
    [[{ ...file, name: 'sheet' }], 'unknown part sheet'],
    [[file, { name: '__proto__', content: '' }], 'unknown part __proto__'],
    [[file, file], 'part file is given more than once'],
    [[file, mapping, mapping], 'part mapping is given more than once'],
    [[mapping], 'part file (a file) is required'],
    [[], 'part file (a file) is required'],
    [[file, { name: 'mapping', content: Buffer.from([0xff]) }], 'part mapping must be UTF-8 without NUL characters'],
    [[file, { name: 'mapping', content: 'a\0b' }], 'part mapping must be UTF-8 without NUL characters'],
    [Array.from({ length: 50 }, (_, i) => ({ ...file, name: `file${i}` })), 'unknown part file0'],
  ];
  for (const [parts, fault] of bad) {
    const { status, body } = await server.send(multipart(parts));
    assert.deepEqual([status, body['errors']], [400, [fault]]);
  }
  assert.equal(server.files.kept.size, 0);
  assert.equal(server.files.begun, 0);
});

test('refuses what is no multipart body, or a broken one, and keeps nothing of it', async () => {
  await using server = await uploadServer();
  const whole = multipart([file]);
  const broken: [Buffer, string][] = [
    [whole, 'application/json'],
    [whole, 'multipart/mixed; boundary=b0undary'],
    [whole, 'multipart/form-data'],
    [whole, 'multipart/form-data; boundary=another'],
    [whole.subarray(0, whole.length - 20), 'multipart/form-data; boundary=b0undary'],
    [whole.subarray(0, 100), 'multipart/form-data; boundary=b0undary'],
    [Buffer.from('nonsense'), 'multipart/form-data; boundary=b0undary'],
    [Buffer.alloc(0), 'multipart/form-data; boundary=b0undary'],
  ];
  for (const [body, contentType] of broken) {
    const answer = await server.send(body, { 'content-type': contentType });
    assert.deepEqual([answer.status, answer.body['error']], [400, 'BadRequest'], `${contentType} ${body.length}`);
  }
  assert.equal((await server.fetch('/files', { method: 'POST' })).status, 400);
  assert.equal((await server.send(whole, { 'content-encoding': 'gzip' })).status, 415);
  assert.equal(server.files.kept.size, 0);
});

test('refuses a file over the limit, by its declared length before it is sent, or as it arrives', async () => {
  await using server = await uploadServer({ settings: { uploadBytesMax: 1_000 } });
  const exact = await server.send(multipart([{ ...file, content: 'x'.repeat(1_000) }]));
  assert.equal(exact.status, 200);
  const { status, body } = await server.send(multipart([{ ...file, content: 'x'.repeat(1_001) }]));
  assert.deepEqual([status, body['error']], [413, 'PayloadTooLarge']);
  assert.match(String(body['message']), /^Part file exceeds 1000 bytes/);
  const chunked = await server.fetch('/files', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b0undary' },
    body: new Blob([new Uint8Array(multipart([{ ...file, content: 'x'.repeat(1_001) }]))]).stream(),
    duplex: 'half',
  });
  assert.equal(chunked.status, 413);
  const socket = connect(server.port, '127.0.0.1');
  assert.match(await exchange(socket, [head(`${type}\r\ncontent-length: 99999999`)]), /^HTTP\/1.1 413 /);
  socket.destroy();
  assert.equal(server.files.kept.size, 0);
});

test('refuses a text over its limit', async () => {
  await using server = await uploadServer({ limits: { uploadTextBytesMax: 10 } });
  const { status, body } = await server.send(multipart([file, mapping]));
  assert.deepEqual([status, body['message']], [413, 'Part mapping exceeds 10 bytes.']);
  assert.equal(server.files.kept.size, 0);
});

test('checks the query and the key before the body is sent', async () => {
  await using server = await uploadServer();
  for (const [path, headers] of [
    ['/files?dryrun=true', ''],
    ['/files', `idempotency-key: ${'k'.repeat(300)}\r\n`],
  ] as const) {
    const socket = connect(server.port, '127.0.0.1');
    const request = head(`${headers}${type}\r\ncontent-length: 5000\r\nexpect: 100-continue`).replace('/files', path);
    assert.match(await exchange(socket, [request]), /^HTTP\/1.1 400 /);
    socket.destroy();
  }
});

test('asks a client that waits with its body for it', async () => {
  await using server = await uploadServer();
  const body = multipart([file]);
  const socket = connect(server.port, '127.0.0.1');
  const asked = head(`${type}\r\ncontent-length: ${body.length}\r\nexpect: 100-continue`);
  assert.match(await exchange(socket, [asked]), /^HTTP\/1.1 100 /);
  assert.match(await exchange(socket, [body]), /^HTTP\/1.1 200 /);
  socket.destroy();
});

test('a client that goes away leaves nothing: no file, no call, 499 in the log', async () => {
  const seen = { calls: 0 };
  await using server = await uploadServer({ handle: () => void (seen.calls += 1) });
  const body = multipart([
    { ...file, name: 'second', content: 'whole' },
    { ...file, content: 'x'.repeat(300_000) },
  ]);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(head(`${type}\r\ncontent-length: ${body.length}`));
  socket.write(body.subarray(0, 200_000));
  await until(
    'the first file is there and the second arrives',
    () => server.files.kept.size + server.files.begun === 2,
  );
  socket.destroy();
  await until('nothing is left', () => server.files.kept.size + server.files.begun === 0);
  await until('the log knows', () => server.log.length > 0);
  assert.deepEqual(
    server.log.map(({ status, msg, level }) => ({ status, msg, level })),
    [{ status: 499, msg: 'client went away', level: 'info' }],
  );
  assert.equal(seen.calls, 0);
});

test('refuses a client whose bytes stop coming with 408, and keeps nothing', async () => {
  await using server = await uploadServer({ limits: { uploadIdleMs: 50 } });
  const socket = connect(server.port, '127.0.0.1');
  const body = multipart([file]);
  const answer = await exchange(socket, [head(`${type}\r\ncontent-length: ${body.length}`), body.subarray(0, 100)]);
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 408 [^]*"error":"RequestTimeout"/);
  assert.equal(server.files.begun, 0);
});

test('takes an upload that is slow but keeps coming, longer than any idle limit', async () => {
  await using server = await uploadServer({ limits: { uploadIdleMs: 1_000 } });
  const body = multipart([file]);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(head(`${type}\r\ncontent-length: ${body.length}`));
  for (let at = 0; at < body.length; at += 40) {
    socket.write(body.subarray(at, at + 40));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.match(await exchange(socket, []), /^HTTP\/1.1 200 /);
  socket.destroy();
});

test('cuts an upload that takes longer than the whole limit, however steadily it drips', async () => {
  await using server = await uploadServer({ limits: { uploadReadMs: 100 } });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(head(`${type}\r\ncontent-length: 1000000`));
  socket.write(multipart([file]).subarray(0, 90));
  const drip = setInterval(() => socket.write('x'), 10);
  const answer = await exchange(socket, []);
  clearInterval(drip);
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 408 /);
});

test('receives so many at once, tells the next one to come again, and has room afterwards', async () => {
  await using server = await uploadServer({ settings: { uploadsAtOnceMax: 1 } });
  const body = multipart([file]);
  const holder = connect(server.port, '127.0.0.1');
  holder.on('error', () => {});
  holder.write(head(`${type}\r\ncontent-length: ${body.length}`));
  holder.write(body.subarray(0, body.length - 5));
  await until('it is at work', () => server.files.kept.size + server.files.begun > 0);
  const refused = await server.fetch('/files', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b0undary' },
    body: new Uint8Array(body),
  });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '1');
  await refused.arrayBuffer();
  holder.destroy();
  await until('there is room', async () => (await server.send(body)).status === 200);
});

test('hands a file on in pieces, as they arrive', async () => {
  const seen = { bytes: 0, largest: 0 };
  const files = new MemoryFiles();
  await using server = await openServer({
    routes: [uploadRoute(({ files: received }) => ({ bytes: received.get('file')?.bytes }))],
    settings: { uploadBytesMax: 100_000_000 },
    incoming: {
      async receive(_file, content) {
        for await (const chunk of content) {
          seen.bytes += chunk.length;
          seen.largest = Math.max(seen.largest, chunk.length);
        }
        return { storedAs: 'incoming/a/file' };
      },
      discard: (what) => files.discard(what),
    },
  });
  const block = Buffer.alloc(1_000_000, 'x');
  const whole = multipart([{ ...file, content: '' }]);
  const split = whole.indexOf('\r\n\r\n') + 4;
  async function* body() {
    yield whole.subarray(0, split);
    for (let i = 0; i < 60; i += 1) yield block;
    yield whole.subarray(split);
  }
  const response = await server.fetch('/files', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b0undary' },
    body: ReadableStream.from(body()),
    duplex: 'half',
  });
  assert.deepEqual(await response.json(), { bytes: 60_000_000 });
  assert.equal(seen.bytes, 60_000_000);
  assert.ok(seen.largest <= 256 * 1024, `${seen.largest}`);
});
