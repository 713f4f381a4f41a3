import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { byteQueue, type ByteQueue } from '../../src/spreadsheet/byte-queue.ts';

describe('the queue between a writer and a reader of bytes', () => {
  test('hands on all bytes in order', async () => {
    const queue = byteQueue({ bytesMax: 3 });
    const read = buffer(queue.content);
    for (const text of ['ab', '', 'cdefgh', 'i']) await queue.write(Buffer.from(text));
    queue.end();
    assert.equal((await read).toString(), 'abcdefghi');
  });

  test('lets the writer wait while it is full', async () => {
    const queue = byteQueue({ bytesMax: 4 });
    const reader = queue.content[Symbol.asyncIterator]();
    await queue.write(Buffer.from('abc'));
    let isRoom = false;
    const written = queue.write(Buffer.from('d')).then(() => (isRoom = true));
    await turn();
    assert.equal(isRoom, false);
    await reader.next();
    await written;
    assert.equal(isRoom, true);
  });

  test('hands on what is left after its end', async () => {
    const queue = byteQueue();
    await queue.write(Buffer.from('abc'));
    queue.end();
    assert.equal((await buffer(queue.content)).toString(), 'abc');
  });

  test('lets a writer that waits go when the reader stops, and every later write', async () => {
    const queue = byteQueue({ bytesMax: 1 });
    const written = queue.write(Buffer.from('abc'));
    for await (const bytes of queue.content) {
      assert.equal(bytes.length, 3);
      break;
    }
    await written;
    await assert.rejects(queue.write(Buffer.from('d')), /has stopped/);

    const other = byteQueue({ bytesMax: 1 });
    const waiting = other.write(Buffer.from('abc'));
    await other.content[Symbol.asyncIterator]().return?.();
    await assert.rejects(waiting, /has stopped/);
  });

  test('gives a reader the error of the writer, even one that already waits', async () => {
    const trouble = new Error('the database is away');
    const before = byteQueue();
    before.fail(trouble);
    await assert.rejects(buffer(before.content), trouble);

    const queue = byteQueue();
    const next = queue.content[Symbol.asyncIterator]().next();
    queue.fail(trouble);
    await assert.rejects(next, trouble);
    await assert.rejects(queue.write(Buffer.from('a')), trouble);
  });

  test('lets a writer that waits go when it fails before anybody reads', async () => {
    const queue = byteQueue({ bytesMax: 1 });
    const written = queue.write(Buffer.from('a'));
    queue.fail(new Error('the file store is away'));
    await assert.rejects(written, /file store is away/);
  });

  test('is over when it has ended and all was read: no failure comes after', async () => {
    const queue = byteQueue();
    queue.end();
    const reader = queue.content[Symbol.asyncIterator]();
    assert.deepEqual(await reader.next(), { done: true, value: undefined });
    queue.fail(new Error('too late'));
    assert.deepEqual(await reader.next(), { done: true, value: undefined });
  });

  test('takes nothing after its end, and is read once', async () => {
    const queue: ByteQueue = byteQueue();
    queue.end();
    await assert.rejects(queue.write(Buffer.from('a')), /has ended/);
    await buffer(queue.content);
    assert.throws(() => queue.content[Symbol.asyncIterator](), /read once/);
  });
});

/** All that is ready to run has run. */
async function turn(): Promise<void> {
  await new Promise((resolve) => void setImmediate(resolve));
}
