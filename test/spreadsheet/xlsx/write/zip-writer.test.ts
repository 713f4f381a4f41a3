import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { ZipWriter } from '../../../../src/spreadsheet/xlsx/write/zip-writer.ts';
import { unzip } from '../../unzip.ts';

const entries = fc.array(fc.record({ name: fc.string(), blocks: fc.array(fc.string({ maxLength: 2000 })) }));

test('what is put into an archive comes out of it, in order', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (given) => {
      const { zip, archive } = zipIntoMemory();
      for (const { name, blocks } of given) {
        await zip.begin(name);
        for (const block of blocks) await zip.write(Buffer.from(block));
      }
      await zip.end();
      assert.deepEqual(
        unzip(archive()),
        given.map(({ name, blocks }) => ({ name, content: blocks.join('') })),
      );
    }),
  );
});

test('blocks that are deflated at the same time stay in order', async () => {
  const { zip, archive } = zipIntoMemory();
  const blocks = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(index % 2 === 0 ? 100_000 : 1));
  await zip.begin('numbers');
  for (const block of blocks) await zip.write(Buffer.from(block));
  await zip.end();
  assert.equal(unzip(archive())[0]?.content, blocks.join(''));
});

test('no more than a few blocks are taken in while what comes out is not taken', async () => {
  const room = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  let isBegun = false;
  const zip = new ZipWriter(async () => {
    if (!isBegun) return;
    full.resolve();
    await room.promise;
  });
  await zip.begin('a');
  isBegun = true;
  let taken = 0;
  const writing = (async () => {
    for (; taken < 20; taken++) await zip.write(Buffer.from('content'));
  })();
  await full.promise;
  for (let turn = 0; turn < 100; turn++) await setImmediate();
  assert.ok(taken <= 3, `${taken} blocks were taken`);
  room.resolve();
  await writing;
  await zip.end();
});

test('when what comes out cannot be passed on, writing ends with that error', async () => {
  const zip = new ZipWriter(() => Promise.reject(new Error('the disk is full')));
  await assert.rejects(zip.begin('a'), /the disk is full/);

  let isFull = false;
  const later = new ZipWriter(async () => {
    if (isFull) throw new Error('the disk is full');
  });
  await later.begin('a');
  isFull = true;
  await assert.rejects(async () => {
    for (;;) await later.write(Buffer.from('content'));
  }, /the disk is full/);
  await assert.rejects(later.end(), /the disk is full/);
});

test('content without an entry is a mistake of the caller', async () => {
  await assert.rejects(zipIntoMemory().zip.write(Buffer.from('a')), /must be begun/);
});

function zipIntoMemory() {
  const chunks: Uint8Array[] = [];
  const zip = new ZipWriter(async (bytes) => {
    chunks.push(bytes);
  });
  return { zip, archive: () => Buffer.concat(chunks) };
}
