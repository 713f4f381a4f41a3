import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { FileAnswer, PublicRoute } from '../../../src/http/route.ts';
import { openServer } from '../open-server.ts';
import { until } from '../raw-http.ts';

function download(answer: () => FileAnswer | Promise<FileAnswer>): PublicRoute {
  return {
    access: 'public',
    method: 'GET',
    path: '/download',
    operationId: 'download',
    summary: 'Downloads',
    tag: 'Things',
    answers: {},
    run: { kind: 'download', handle: async () => answer() },
  };
}

const csv = { name: 'Größe "june".csv', mediaType: 'text/csv; charset=utf-8' };

async function* pieces(texts: readonly string[], onEnd?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (const text of texts) yield Buffer.from(text);
  } finally {
    onEnd?.();
  }
}

test('sends a file with its length, to be saved and not to be shown, kept or read from elsewhere', async () => {
  const file = { ...csv, bytes: 6, content: () => pieces(['abc', 'def']) };
  await using server = await openServer({
    routes: [download(() => ({ status: 200, file: { ...file, content: file.content() } }))],
  });
  const response = await fetch(`${server.origin}/download`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(await response.text(), 'abcdef');
  const header = (name: string) => response.headers.get(name);
  assert.equal(header('content-length'), '6');
  assert.equal(header('content-encoding'), null);
  assert.equal(header('content-type'), 'text/csv; charset=utf-8');
  assert.equal(
    header('content-disposition'),
    `attachment; filename="Gr__e _june_.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20_june_.csv`,
  );
  assert.equal(header('cache-control'), 'no-store');
  assert.equal(header('referrer-policy'), 'no-referrer');
  assert.equal(header('x-content-type-options'), 'nosniff');
});

test('answers HEAD with the same headers and begins no file', async () => {
  let begun = false;
  async function* content(): AsyncGenerator<Uint8Array> {
    begun = true;
    yield Buffer.from('abc');
  }
  await using server = await openServer({
    routes: [download(() => ({ status: 200, file: { ...csv, bytes: 3, content: content() } }))],
  });
  const response = await fetch(`${server.origin}/download`, { method: 'HEAD' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), '3');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
  assert.equal(begun, false);
});

test('sends a file whose length nobody knows, and an empty one', async () => {
  let texts = ['abc', 'def'];
  await using server = await openServer({
    routes: [
      download(() => ({ status: 200, file: { ...csv, bytes: texts.length ? null : 0, content: pieces(texts) } })),
    ],
  });
  const chunked = await fetch(`${server.origin}/download`);
  assert.equal(chunked.headers.get('content-length'), null);
  assert.equal(await chunked.text(), 'abcdef');
  texts = [];
  const empty = await fetch(`${server.origin}/download`);
  assert.equal(empty.headers.get('content-length'), '0');
  assert.equal(await empty.text(), '');
});

test('tells of a file that cannot be begun, and breaks off one that fails on the way or has another length', async () => {
  async function* failing(before: string[]): AsyncGenerator<Uint8Array> {
    yield* pieces(before);
    throw new Error('the disk is gone');
  }
  let file = { ...csv, bytes: 6, content: failing([]) };
  await using server = await openServer({ routes: [download(() => ({ status: 200, file }))] });
  const refused = await fetch(`${server.origin}/download`);
  assert.equal(refused.status, 500);
  assert.equal(refused.headers.get('content-disposition'), null);
  await refused.arrayBuffer();
  for (const [content, message] of [
    [failing(['abc']), 'a file broke off while it was sent'],
    [pieces(['abc']), 'a file broke off while it was sent'],
    [pieces(['abcdefg']), 'a file broke off while it was sent'],
  ] as const) {
    file = { ...csv, bytes: 6, content };
    assert.notEqual(await outcome(`${server.origin}/download`), 200);
    await until('it is logged', () => server.log.some(({ msg }) => msg === message));
    server.log.length = 0;
  }
});

/** The status of a whole answer; null for one that broke off. */
async function outcome(url: string): Promise<number | null> {
  try {
    const response = await fetch(url);
    await response.text();
    return response.status;
  } catch {
    return null;
  }
}

test('lets go of a file whose client went away', async () => {
  let ended = false;
  const text = 'x'.repeat(1_000_000);
  const content = pieces(
    Array.from({ length: 100 }, () => text),
    () => (ended = true),
  );
  await using server = await openServer({
    routes: [download(() => ({ status: 200, file: { ...csv, bytes: 100_000_000, content } }))],
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /download HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  await until('the file is let go', () => ended);
});

test('cuts a client that takes nothing of its answer', async () => {
  let ended = false;
  const text = 'x'.repeat(1_000_000);
  const content = pieces(
    Array.from({ length: 100 }, () => text),
    () => (ended = true),
  );
  await using server = await openServer({
    routes: [download(() => ({ status: 200, file: { ...csv, bytes: 100_000_000, content } }))],
    limits: { sendIdleMs: 50 },
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /download HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  await until('the file is let go', () => ended);
  socket.destroy();
});
