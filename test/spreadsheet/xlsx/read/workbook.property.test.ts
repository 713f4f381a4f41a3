import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../../../src/fields/cell.ts';
import { escaped, stylesOf, workbookFiles } from './raw-workbook.ts';
import { readRows } from './read-workbook.ts';

/** A cell, and the ways in which programs write it. */
interface Written {
  readonly cell: Cell;
  /** The attributes behind the reference, and the content. */
  readonly xml: (strings: string[]) => readonly [attributes: string, content: string];
}

const styles = stylesOf('00000', 14);

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((value) => !/[\0\uFFFE\uFFFF]/.test(value));

/** As a program writes it that knows the rules. */
const xmlText = (value: string) =>
  escaped(value.replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')).replaceAll(
    /[^\t\n\x20-\uFFFF]/g,
    (control) => `_x${control.charCodeAt(0).toString(16).padStart(4, '0')}_`,
  );

const t = (value: string) => `<t xml:space="preserve">${xmlText(value)}</t>`;

const textCell = fc
  .record({ value: text, how: fc.constantFrom('shared', 'inline', 'runs', 'formula', 'plain') })
  .map(({ value, how }): Written => {
    const characters = Array.from(value);
    const middle = Math.floor(characters.length / 2);
    const runs = [characters.slice(0, middle), characters.slice(middle)];
    const rich = runs
      .map((run) => `<r><rPr><b/></rPr>${t(run.join(''))}</r>`)
      .join('<rPh sb="0" eb="1"><t>x</t></rPh>');
    return {
      cell: value,
      xml(strings) {
        if (how === 'inline') return [' t="inlineStr"', `<is>${t(value)}</is>`];
        if (how === 'formula') return [' t="str"', `<f>A1</f><v xml:space="preserve">${xmlText(value)}</v>`];
        const isTrimmed = value.trim() === value;
        strings.push(how === 'runs' ? rich : how === 'plain' && isTrimmed ? `<t>${xmlText(value)}</t>` : t(value));
        return [' t="s"', `<v>${strings.length - 1}</v>`];
      },
    };
  });

const numberCell = fc
  .record({
    digits: fc.stringMatching(/^-?(?:0\.\d{1,9}[1-9]|[1-9]\d{0,17}(?:\.\d{1,9})?)$/),
    isFormatted: fc.boolean(),
    hasFormula: fc.boolean(),
  })
  .map(({ digits, isFormatted, hasFormula }): Written => ({
    cell: isFormatted ? { type: 'number', digits, format: '00000' } : { type: 'number', digits },
    xml: () => [isFormatted ? ' s="1"' : '', `${hasFormula ? '<f>1+1</f>' : ''}<v>${digits}</v>`],
  }));

const dateCell = fc.integer({ min: 61, max: 2_958_465 }).map((serial): Written => {
  const iso = new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10);
  return { cell: { type: 'date', iso }, xml: () => [' s="2"', `<v>${serial}</v>`] };
});

const isoCell = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date): Written => {
    const iso = date.toISOString().slice(0, 10);
    return { cell: { type: 'date', iso }, xml: () => [' t="d"', `<v>${iso}</v>`] };
  });

const otherCell = fc.constantFrom<Written>(
  { cell: { type: 'boolean', value: true }, xml: () => [' t="b"', '<v>1</v>'] },
  { cell: { type: 'boolean', value: false }, xml: () => [' t="b"', '<v>0</v>'] },
  { cell: { type: 'error', code: '#N/A' }, xml: () => [' t="e"', '<v>#N/A</v>'] },
  { cell: { type: 'error', code: '#DIV/0!' }, xml: () => [' t="e"', '<f>1/0</f><v>#DIV/0!</v>'] },
  { cell: null, xml: () => [' s="1"', ''] },
  { cell: null, xml: () => [' t="inlineStr"', '<is><t/></is>'] },
);

const cell = fc.oneof(textCell, numberCell, dateCell, isoCell, otherCell);
const table = fc.array(fc.array(fc.option(cell), { maxLength: 8 }), { maxLength: 12 });

test('any table of cells is read as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), fc.boolean(), async (rows, hasReferences, isStrict) => {
      const strings: string[] = [];
      const xml = rows.map((cells, row) => {
        const written = cells.map((one, column) => {
          if (one === null) return hasReferences ? '' : '<c/>';
          const [attributes, content] = one.xml(strings);
          return `<c${hasReferences ? ` r="${'ABCDEFGH'.charAt(column)}${row + 1}"` : ''}${attributes}>${content}</c>`;
        });
        return `<row${hasReferences ? ` r="${row + 1}"` : ''}>${written.join('')}</row>`;
      });
      const sharedStrings = strings.map((string) => `<si>${string}</si>`).join('');
      const files = workbookFiles({ sheets: [{ rows: xml.join('') }], sharedStrings, styles, isStrict });
      const wanted = rows
        .map((cells, at) => ({ row: at + 1, cells: withoutEnd(cells.map((one) => one?.cell ?? null)) }))
        .filter(({ cells }) => cells.length > 0);
      assert.deepEqual(await readRows(files), wanted);
    }),
    { numRuns: 150 },
  );
});

function withoutEnd(cells: readonly Cell[]): Cell[] {
  const last = cells.findLastIndex((one) => one !== null);
  return cells.slice(0, last + 1);
}
