import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { RequestError } from '../../../src/errors/request-error.ts';
import { csvRows } from '../../../src/spreadsheet/csv/csv-rows.ts';
import { delimiters } from '../../../src/spreadsheet/csv/delimiter.ts';
import { RowScanner } from '../../../src/spreadsheet/csv/row-scanner.ts';
import { sheetLimits } from '../../../src/spreadsheet/limits.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';
import { csvModel } from './csv-model.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());

/** Of the test that has no end of its own. */
const fuzzMs = 1_000;

describe('any CSV', () => {
  test('means what the plain model says, wherever its chunks are cut', async () => {
    const text = fc.string({
      unit: fc.constantFrom('"', '"', ',', ';', '\n', '\r', '\r\n', "'", '=', 'a', 'é', '🙂'),
      maxLength: 30,
    });
    const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 12 }));
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...delimiters), cuts, async (content, delimiter, sizes) => {
        const read = await readChunked(Buffer.from(content), delimiter, sizes);
        assert.deepEqual(read, csvModel(content, delimiter));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is read or refused with a sentence, whatever bytes it is made of', async () => {
    const directory = path.dirname(fileURLToPath(import.meta.resolve('csv-spectrum')));
    const names = await Array.fromAsync(glob('csvs/*.csv', { cwd: directory }));
    const real = await Promise.all(names.map((name) => readFile(path.join(directory, name))));
    const encoded = real.flatMap((content) => [content, Buffer.from(`\ufeff${content.toString()}`, 'utf16le')]);
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(20), insert: fc.uint8Array({ maxLength: 8 }) });
    const mutated = fc
      .tuple(fc.constantFrom(...encoded), fc.array(edit, { maxLength: 5 }))
      .map(([content, edits]) => edits.reduce(mutate, content));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), async (content) => {
        try {
          await files.read(content);
        } catch (error) {
          assert.ok(error instanceof RequestError, String(error));
          assert.match(error.message, /^[A-Z].+\.$/);
        }
      }),
      { numRuns: 100_000, interruptAfterTimeLimit: fuzzMs },
    );
  });
});

async function readChunked(bytes: Buffer, delimiter: string, sizes: Iterator<number>): Promise<unknown> {
  const scanner = new RowScanner(delimiter, sheetLimits);
  try {
    const blocks = await Array.fromAsync(csvRows(chunksOf(bytes, sizes), scanner, sheetLimits));
    return blocks.flat();
  } catch (error) {
    if (error instanceof RequestError) return 'refused';
    throw error;
  }
}

/** Every chunk in the same few bytes, as they come from a file. */
async function* chunksOf(bytes: Buffer, sizes: Iterator<number>): AsyncGenerator<Buffer, void, undefined> {
  const shared = Buffer.alloc(12);
  for (let at = 0; at < bytes.length;) {
    const size = Math.min(Number(sizes.next().value), bytes.length - at);
    bytes.copy(shared, 0, at, at + size);
    at += size;
    yield shared.subarray(0, size);
  }
}

function mutate(
  content: Uint8Array,
  { at, remove, insert }: { at: number; remove: number; insert: Uint8Array },
): Buffer {
  const from = at % (content.length + 1);
  return Buffer.concat([content.subarray(0, from), insert, content.subarray(from + remove)]);
}
