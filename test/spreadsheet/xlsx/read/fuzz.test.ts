import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import * as fc from 'fast-check';
import { RequestError } from '../../../../src/errors/request-error.ts';
import { sheetFiles, stylesOf } from './raw-workbook.ts';
import { readRows } from './read-workbook.ts';
import { type ZipFile, zipOf } from './zip-builder.ts';

/** Each of the two tests. */
const fuzzMs = 1_500;
/** Before it is looked at whether the process grows: until then it loads and compiles. */
const warmUpMs = 1_500;
const oneReadingMsMax = 10_000;
const grownBytesMax = 150e6;

const sharedStrings =
  '<si><t>Asha &amp; Sons</t></si><si><r><t xml:space="preserve">New </t></r><r><t>Delhi</t></r></si><si><t>Pune</t></si>';
const cells =
  '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46053.5</v></c><c r="C1" t="inlineStr"><is><t>x_x000D_</t></is></c><c r="D1"><f>1+1</f><v>9.19E11</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="e"><v>#N/A</v></c>';
const rows = Array.from(
  { length: 40 },
  (_, at) => `<row r="${at + 1}">${cells.replaceAll(/(?<=")([A-F])1"/g, `$1${at + 1}"`)}</row>`,
);
const raw = sheetFiles(rows.join(''), { sharedStrings, styles: stylesOf(14, '00000') });

/** Bits flipped, bytes cut out, doubled, or overwritten. Places are parts of the whole. */
const mutation = fc.record({
  how: fc.constantFrom('flip', 'flip', 'cut', 'double', 'fill'),
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 1, max: 30 }),
  byte: fc.nat(255),
});

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(content: string | Uint8Array, changes: readonly Mutation[]): Buffer {
  let bytes = Buffer.from(content);
  for (const { how, place, length, byte } of changes) {
    const at = Math.floor(place * bytes.length);
    const end = Math.min(bytes.length, at + length);
    if (how === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte % 8));
    else if (how === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (how === 'double') bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else bytes.fill(byte, at, end);
  }
  return bytes;
}

test('a workbook whose bytes were changed at random is read or refused', async () => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Customers');
  for (let row = 0; row < 50; row += 1) sheet.addRow(['KC1', row, new Date(0), true, { error: '#N/A' }, 'a & b']);
  const files = [zipOf(raw), new Uint8Array(await workbook.xlsx.writeBuffer())];
  await fuzz(fc.tuple(fc.constantFrom(...files), mutations).map(([file, changes]) => mutated(file, changes)));
});

test('a workbook whose XML was changed at random before it was packed is read or refused', async () => {
  const changed = fc
    .tuple(fc.nat(raw.length - 1), mutations)
    .map(([chosen, changes]) =>
      raw.map((file, at) => (at === chosen ? { ...file, content: mutated(file.content, changes) } : file)),
    );
  await fuzz(changed);
});

/** Each one gives rows or a refusal, in a short time, and the process does not grow. */
async function fuzz(files: fc.Arbitrary<Uint8Array | readonly ZipFile[]>): Promise<void> {
  const start = performance.now();
  let before = Infinity;
  let refusals = 0;
  const isRefused = fc.asyncProperty(files, async (file) => {
    const from = performance.now();
    if (from - start > warmUpMs) before = Math.min(before, process.memoryUsage().rss);
    try {
      await readRows(file);
    } catch (error) {
      assert.ok(error instanceof RequestError, error instanceof Error ? error.stack : String(error));
      assert.match(error.message, /^[^\n]{20,600}\.$/);
      refusals += 1;
    }
    const took = performance.now() - from;
    assert.ok(took < oneReadingMsMax, `it took ${took.toFixed(0)} ms`);
  });
  await fc.assert(isRefused, { numRuns: 1_000_000, interruptAfterTimeLimit: fuzzMs });
  assert.ok(refusals > 0);
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < grownBytesMax, `the process grew by ${grown} bytes`);
}
