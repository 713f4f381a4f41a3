import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileFormat } from '../../../src/uploads/ports.ts';
import { resultFile } from '../../../src/spreadsheet/result-file.ts';
import { LazyFile } from '../../../src/uploads/results/lazy-file.ts';
import { unzip } from '../../spreadsheet/unzip.ts';

const csv: FileFormat = { type: 'csv', encoding: 'utf-8', delimiter: ',', lineEnds: 'lf', sheet: null };
const xlsx: FileFormat = { type: 'xlsx', encoding: null, delimiter: null, lineEnds: null, sheet: 'June' };

/** A file with two sheets (a CSV: one), and what its store has got. */
function open(format: FileFormat, take?: (content: AsyncIterable<Uint8Array>) => Promise<{ bytes: number }>) {
  const stored = new Map<string, Buffer>();
  const put = async (name: string, content: AsyncIterable<Uint8Array>) => {
    if (take) return take(content);
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    stored.set(name, whole);
    return { bytes: whole.length };
  };
  const sheets = [
    { name: 'June', header: ['a', 'row', 'error'] },
    { name: 'Contacts', header: ['b', 'row', 'error'] },
  ];
  const file = new LazyFile({
    kind: 'failed',
    format,
    baseName: 'june',
    storedAs: 'results/batch_1/failed',
    sheets: format.type === 'csv' ? sheets.slice(0, 1) : sheets,
    files: { put },
    openResult: (found) => Object.assign(resultFile(found), { extension: found.type, mediaType: `x/${found.type}` }),
  });
  return { file, stored };
}

describe('a result file', () => {
  test('is not there where no row was written', async () => {
    const { file, stored } = open(csv);
    assert.equal(await file.end(), null);
    assert.equal(stored.size, 0);
    await file.abandon(new Error('never mind'));
  });

  test('begins with its header at its first row, and says what it came to', async () => {
    const { file, stored } = open(csv);
    await file.write(0, ['x', '2', 'why']);
    assert.deepEqual(await file.end(), {
      kind: 'failed',
      name: 'june-failed.csv',
      mediaType: 'x/csv',
      storedAs: 'results/batch_1/failed.csv',
      bytes: 25,
    });
    assert.equal(stored.get('results/batch_1/failed.csv')?.toString(), '\uFEFFa,row,error\r\nx,2,why\r\n');
  });

  test('has all its sheets, whichever a row was written to', async () => {
    for (const sheet of [0, 1]) {
      const { file, stored } = open(xlsx);
      await file.write(sheet, ['x', '2', 'why']);
      await file.end();
      const parts = unzip(stored.get('results/batch_1/failed.xlsx') ?? Buffer.alloc(0));
      const sheets = parts.filter(({ name }) => name.startsWith('xl/worksheets/')).map(({ content }) => content);
      assert.deepEqual(
        sheets.map((content) => content.includes('why')),
        [sheet === 0, sheet === 1],
      );
    }
  });

  test('whose store fails, before it reads or while it does, makes the next write reject, and waits for nobody', async () => {
    const fails = [
      async () => Promise.reject(new Error('the store is away')),
      async (content: AsyncIterable<Uint8Array>) => {
        for await (const _ of content) throw new Error('the store is away');
        return { bytes: 0 };
      },
    ];
    for (const take of fails) {
      const { file } = open(csv, take);
      await assert.rejects(async () => {
        for (let i = 0; i < 100; i += 1) await file.write(0, ['x'.repeat(50_000), '2', 'why']);
      }, /the store is away|stopped/);
      await file.abandon(new Error('given up'));
    }
  });

  test('that is abandoned is never ended: its store gets the error, and lets go of what it has', async () => {
    let seen: unknown;
    const { file } = open(csv, async (content) => {
      try {
        for await (const _ of content);
      } catch (error) {
        seen = error;
        throw error;
      }
      return { bytes: 0 };
    });
    await file.write(0, ['x', '2', 'why']);
    const why = new Error('the process stops');
    await file.abandon(why);
    assert.equal(seen, why);
  });
});
