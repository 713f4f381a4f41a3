import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RequestError } from '../../../src/errors/request-error.ts';
import { type IncomingPart, readMultipart } from '../../../src/http/upload/read-multipart.ts';
import { multipart, type PartOf } from './multipart.ts';

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

/** The parts as they were read, and what the reading ended with. */
async function read(body: Buffer, size: number, onPart = takeAll): Promise<{ parts: PartOf[]; error: unknown }> {
  const parts: PartOf[] = [];
  try {
    await readMultipart(inPieces(body, size), {
      contentType: 'multipart/form-data; boundary=b0undary',
      uploadPartsMax: 16,
      uploadPartHeaderBytesMax: 16_384,
      onPart: async (part) => void parts.push(await onPart(part)),
    });
    return { parts, error: null };
  } catch (error) {
    return { parts, error };
  }
}

async function takeAll({ name = '', fileName, content }: IncomingPart): Promise<PartOf> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return { name, ...(fileName !== undefined && { fileName }), content: Buffer.concat(chunks) };
}

const part = fc.record({
  name: fc.constantFrom('file', 'second', 'mapping'),
  content: fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('--b0undary', '\r\n--b0undar', '\r\n--', '').map((text) => Buffer.from(text)),
  ),
});
const pieceSize = fc.integer({ min: 1, max: 100 });

test('brings every part as it was sent, wherever its pieces are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), pieceSize, async (sent, size) => {
      const bodies = sent.filter(
        ({ content }) => !content.includes('\r\n--b0undary') && !content.includes('--b0undary'),
      );
      const { parts, error } = await read(multipart(bodies), size);
      assert.equal(error, null);
      assert.deepEqual(
        parts.map(({ name, content }) => [name, String(content)]),
        bodies.map(({ name, content }) => [name, String(content)]),
      );
    }),
  );
});

test('ends, with its parts or with a refusal, whatever the body is', { timeout: 60_000 }, async () => {
  const change = fc.record({ at: fc.nat(1_000), remove: fc.nat(30), insert: fc.uint8Array({ maxLength: 10 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 4 }),
      fc.array(change, { maxLength: 4 }),
      pieceSize,
      async (sent, changes, size) => {
        let body = multipart(sent);
        for (const { at, remove, insert } of changes) {
          body = Buffer.concat([body.subarray(0, at), insert, body.subarray(at + remove)]);
        }
        const { error } = await read(body, size);
        assert.ok(error === null || (error instanceof RequestError && error.code === 'malformed_body'), String(error));
      },
    ),
    { numRuns: 300 },
  );
});

test('refuses a body that ends anywhere before its end', async () => {
  const body = multipart([{ name: 'file', fileName: 'june.csv', content: 'a;b\r\n1;2\r\n' }]);
  for (let length = 0; length < body.length - '--\r\n'.length; length += 1) {
    for (const size of [7, body.length]) {
      const { error } = await read(body.subarray(0, length), size);
      assert.ok(
        error instanceof RequestError && error.code === 'malformed_body',
        `${length} bytes in pieces of ${size}`,
      );
    }
  }
});

test('fails with what a part fails with, and waits until the others have ended', async () => {
  const content = Buffer.alloc(200_000, 'x');
  const body = multipart([
    { name: 'file', content },
    { name: 'second', content },
  ]);
  const { parts, error } = await read(body, 1_000, async (one) => {
    if (one.name === 'second') throw new Error('disk full');
    return takeAll(one);
  });
  assert.match(String(error), /disk full/);
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['file'],
  );
});

test('fails with a part that failed when all had arrived and nothing had ended', { timeout: 10_000 }, async () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  async function* source(): AsyncGenerator<Buffer> {
    yield multipart([{ name: 'file', content: 'x'.repeat(1_000) }]);
    await turn();
    await turn();
  }
  const reading = readMultipart(source(), {
    contentType: 'multipart/form-data; boundary=b0undary',
    uploadPartsMax: 16,
    uploadPartHeaderBytesMax: 16_384,
    onPart: async () => {
      await turn();
      throw new Error('disk full');
    },
  });
  await assert.rejects(reading, /disk full/);
});

test('tells a part at work that the source failed, and comes back when it has ended', async () => {
  const seen = { ended: false };
  async function* failing(): AsyncGenerator<Buffer> {
    yield multipart([{ name: 'file', content: 'x'.repeat(1_000) }]).subarray(0, 500);
    throw new Error('the client is gone');
  }
  const reading = readMultipart(failing(), {
    contentType: 'multipart/form-data; boundary=b0undary',
    uploadPartsMax: 16,
    uploadPartHeaderBytesMax: 16_384,
    onPart: async (one) => {
      try {
        await takeAll(one);
      } finally {
        await new Promise((resolve) => setImmediate(resolve));
        seen.ended = true;
      }
    },
  });
  await assert.rejects(reading, /the client is gone/);
  assert.equal(seen.ended, true);
});
