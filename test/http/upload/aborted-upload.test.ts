import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { directoryStore } from '../../../src/files/directory-store.ts';
import { incomingFiles } from '../../../src/files/incoming-files.ts';
import { filesBelow } from '../../files-below.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { openServer } from '../open-server.ts';
import { until } from '../raw-http.ts';
import { multipart, uploadRoute } from './multipart.ts';

const rows = { expect: async () => {}, forget: async () => {} };
const parts = [
  { name: 'second', fileName: 'contacts.csv', content: 'whole' },
  { name: 'file', fileName: 'june.csv', content: 'x'.repeat(3_000_000) },
];

/** Really on a disk: what is stored is looked for in the directory. */
async function open() {
  await using started = new AsyncDisposableStack();
  const { path } = started.use(await temporaryDirectory());
  const seen = { calls: 0 };
  const server = started.use(
    await openServer({
      routes: [uploadRoute(() => void (seen.calls += 1))],
      settings: { uploadBytesMax: 10_000_000 },
      limits: { uploadIdleMs: 200 },
      incoming: incomingFiles(directoryStore(path), rows),
    }),
  );
  const stack = started.move();
  /** Files in the directory. */
  const stored = async () => (await filesBelow(path)).length;
  return { server, seen, stored, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function begin(port: number, body: Buffer) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const type = 'content-type: multipart/form-data; boundary=b0undary';
  socket.write(`POST /files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer writer\r\n${type}\r\n`);
  socket.write(`content-length: ${multipart(parts).length}\r\n\r\n`);
  socket.write(body);
  return socket;
}

test('a client that goes away in the middle leaves no file behind, stored or begun', async () => {
  await using service = await open();
  const socket = begin(service.server.port, multipart(parts).subarray(0, 2_000_000));
  await until('one is stored and the other begun', async () => (await service.stored()) === 2);
  socket.destroy();
  await until('nothing is left', async () => (await service.stored()) === 0);
  await until('the log knows', () => service.server.log.some(({ status }) => status === 499));
  assert.equal(service.seen.calls, 0);
});

test('nor does one that falls silent', async () => {
  await using service = await open();
  const socket = begin(service.server.port, multipart(parts).subarray(0, 2_000_000));
  await until('one is stored and the other begun', async () => (await service.stored()) === 2);
  await until('nothing is left', async () => (await service.stored()) === 0);
  await until('the log knows', () => service.server.log.some(({ status }) => status === 408));
  socket.destroy();
  assert.equal(service.seen.calls, 0);
});

test('nor does one that is gone when its upload was whole', async () => {
  await using service = await open();
  const socket = begin(service.server.port, multipart(parts));
  await until('the handler has run', () => service.seen.calls === 1);
  socket.destroy();
  await until('nothing is left', async () => (await service.stored()) === 0);
});
