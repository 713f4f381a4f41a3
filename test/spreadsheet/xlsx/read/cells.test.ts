import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCells, refused } from './read-workbook.ts';
import { sheetFiles, stylesOf } from './raw-workbook.ts';

const row = (cells: string) => `<row r="1">${cells}</row>`;

describe('a text', () => {
  test('is found among the shared ones, or in the cell', async () => {
    const sharedStrings = '<si><t>Ravi</t></si><si><t>Asha &amp; Sons</t></si><si/><si><t/></si>';
    const cells =
      '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Pune</t></is></c>';
    assert.deepEqual(await readCells(sheetFiles(row(cells), { sharedStrings })), ['Asha & Sons', 'Ravi', 'Pune']);
  });

  test('that is empty is an empty cell', async () => {
    const sharedStrings = '<si/><si><t></t></si>';
    const cells =
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t/></is></c><c r="D1" t="s"/><c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><v>1</v></c>';
    const nothing = [null, null, null, null, null];
    assert.deepEqual(await readCells(sheetFiles(row(cells), { sharedStrings })), [...nothing, number('1')]);
  });

  test('of several runs is their texts joined, without how it is spoken', async () => {
    const runs =
      '<r><rPr><b/></rPr><t xml:space="preserve">New </t></r><r><t>Delhi</t></r><rPh sb="0" eb="1"><t>nyu</t></rPh><phoneticPr fontId="1"/>';
    const sharedStrings = `<si>${runs}</si>`;
    const cells = `<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>${runs}</is></c>`;
    assert.deepEqual(await readCells(sheetFiles(row(cells), { sharedStrings })), ['New Delhi', 'New Delhi']);
  });

  test('keeps white space at its ends where the file says so, and between runs always, as Excel does', async () => {
    const texts = [
      ['<t xml:space="preserve"> a </t>', ' a '],
      ['<t> a\n b </t>', 'a\n b'],
      ['<t>&#9;a&#13;</t>', 'a'],
      ['<r><t>hello</t></r><r><t> </t></r><r><t>world </t></r>', 'hello world'],
      ['<r><t> a</t></r><r><t xml:space="preserve">b </t></r>', 'ab '],
      ['<r><t xml:space="preserve"> a</t></r><r><t>b </t></r>', ' ab'],
      ['<t>  </t>', null],
    ];
    for (const [xml, text] of texts) {
      const cells = `<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>${xml}</is></c><c r="C1"><v>1</v></c>`;
      const found = await readCells(sheetFiles(row(cells), { sharedStrings: `<si>${xml}</si>` }));
      assert.deepEqual(found, [text, text, number('1')], String(xml));
    }
  });

  test('has its entities, CDATA sections and escapes written out', async () => {
    const cases = [
      ['&lt;b&gt; &quot;x&quot; &apos;y&apos; &#65;&#x20AC;&#x1F600;', '<b> "x" \'y\' A€😀'],
      ['<![CDATA[<a> & &amp; ]]]]>b', '<a> & &amp; ]]b'],
      ['a<!-- no text -->b<?nor this?>c', 'abc'],
      ['line_x000D_\nnext_x0009_tab', 'line\r\nnext\ttab'],
      ['_x005F_x000D_ _x00e9_ _x12_ _X000D_', '_x000D_ é _x12_ _X000D_'],
      ['_xD83D__xDE00_', '😀'],
      ['a\r\nb\rc', 'a\nb\nc'],
      ['ÄÖÜ हिन्दी 日本 😀', 'ÄÖÜ हिन्दी 日本 😀'],
      ['__proto__', '__proto__'],
    ].map(([xml = '', text = '']) => ({ xml: `<t>${xml}</t>`, text }));
    for (const { xml, text } of cases) {
      const cells = `<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>${xml}</is></c>`;
      const found = await readCells(sheetFiles(row(cells), { sharedStrings: `<si>${xml}</si>` }));
      assert.deepEqual(found, [text, text]);
    }
  });

  test('with a character that no database holds is refused, with its cell', async () => {
    for (const escape of ['_x0000_', '_xD83D_', '_xDE00__xD83D_']) {
      await refused(
        sheetFiles(row(`<c r="AB1" t="inlineStr"><is><t>a${escape}</t></is></c>`)),
        /^Cell AB1 of the sheet "Sheet1" holds a character that no text can have \(_x(?:0000|D83D|DE00)_\)\. Remove it\.$/,
      );
    }
  });

  test('that is not there is refused', async () => {
    const damaged = /^Cell A1 of the sheet "Sheet1" is damaged \(it says "7" as type "s"\)/;
    await refused(sheetFiles(row('<c r="A1" t="s"><v>7</v></c>'), { sharedStrings: '<si><t>a</t></si>' }), damaged);
    await refused(sheetFiles(row('<c r="A1" t="s"><v>7</v></c>')), damaged);
    await refused(sheetFiles(row('<c r="A1" t="s"><v>-1</v></c>'), { sharedStrings: '<si><t>a</t></si>' }), /"-1"/);
  });
});

describe('a number', () => {
  test('is its exact digits, written out without exponent', async () => {
    const cases = [
      ['9.19876543210E11', '919876543210'],
      ['9.19876543210e+11', '919876543210'],
      ['3.3000000000000003', '3.3000000000000003'],
      ['1E-7', '0.0000001'],
      ['-1.5E-3', '-0.0015'],
      ['12345678901234567890', '12345678901234567890'],
      ['1.7976931348623157E308', `17976931348623157${'0'.repeat(292)}`],
      ['-0', '0'],
      ['+7', '7'],
      ['007', '7'],
      ['.5', '0.5'],
      ['5.', '5'],
      ['1.50', '1.50'],
      [' 42\n', '42'],
    ];
    for (const [xml = '', digits = ''] of cases) {
      assert.deepEqual(await readCells(sheetFiles(row(`<c r="A1"><v>${xml}</v></c>`))), [number(digits)], xml);
    }
  });

  test('carries the format of its cell unless that is General', async () => {
    const styles = stylesOf(
      0,
      1,
      2,
      10,
      49,
      '00000',
      '0.00" days"',
      'GENERAL',
      '[h]:mm',
      '#,##0.00_);[Red]\\(#,##0.00\\)',
    );
    const cells = Array.from({ length: 12 }, (_, at) => `<c r="${'ABCDEFGHIJKLM'.charAt(at)}1" s="${at}"><v>5</v></c>`);
    const formats = [
      undefined,
      undefined,
      '0',
      '0.00',
      '0.00%',
      '@',
      '00000',
      '0.00" days"',
      undefined,
      '[h]:mm',
      '#,##0.00_);[Red]\\(#,##0.00\\)',
      undefined,
    ];
    const wanted = formats.map((format) => ({ ...number('5'), ...(format !== undefined && { format }) }));
    assert.deepEqual(await readCells(sheetFiles(row(cells.join('')), { styles })), wanted);
  });

  test('that is none is refused, with its cell and what it says', async () => {
    for (const value of ['abc', '1,5', '1E999', 'NaN', 'INF', '0x10', '1 2', '--1', '1E', '.']) {
      await refused(
        sheetFiles(row(`<c r="B1"><v>${value}</v></c>`)),
        /^Cell B1 of the sheet "Sheet1" is damaged \(it says/,
      );
    }
  });
});

describe('a cell', () => {
  test('may be a boolean or an error', async () => {
    const cells =
      '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="e"><v>#REF!</v></c>';
    const wanted = [
      { type: 'boolean', value: true },
      { type: 'boolean', value: false },
      { type: 'error', code: '#N/A' },
      { type: 'error', code: '#REF!' },
    ];
    assert.deepEqual(await readCells(sheetFiles(row(cells))), wanted);
  });

  test('with a formula is the value that it had when the file was saved', async () => {
    const cells =
      '<c r="A1" t="str"><f>"a"&amp;B1</f><v>ab &amp; c</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="b"><f>TRUE</f><v>1</v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1"><f>NOW()</f></c><c r="F1"><f t="shared" si="0"/><v>3</v></c>';
    const wanted = [
      'ab & c',
      number('2'),
      { type: 'boolean', value: true },
      { type: 'error', code: '#DIV/0!' },
      null,
      number('3'),
    ];
    assert.deepEqual(await readCells(sheetFiles(row(cells))), wanted);
  });

  test('of a kind that there is not is refused', async () => {
    await refused(sheetFiles(row('<c r="A1" t="x"><v>1</v></c>')), /as type "x"/);
    await refused(sheetFiles(row('<c r="A1" t="b"><v>2</v></c>')), /as type "b"/);
    await refused(sheetFiles(row('<c r="A1" t="d"><v>2026-02-30</v></c>')), /as type "d"/);
  });

  test('of more than 32,767 characters is refused, however it is written', async () => {
    const whole = 'x'.repeat(32_767);
    const cells = `<c r="A1" t="inlineStr"><is><t>${whole}</t></is></c><c r="B1" t="s"><v>0</v></c>`;
    assert.deepEqual(await readCells(sheetFiles(row(cells), { sharedStrings: `<si><t>${whole}</t></si>` })), [
      whole,
      whole,
    ]);
    const sentence = /holds more than 32,767 characters\. Shorten it\.$/;
    for (const text of [`${whole}x`, `${whole}&amp;`, 'x'.repeat(400_000), '_x000D_'.repeat(32_768)]) {
      await refused(sheetFiles(row(`<c r="B1" t="inlineStr"><is><t>${text}</t></is></c>`)), /^Cell B1 /);
      await refused(sheetFiles(row(`<c r="B1" t="str"><v>${text}</v></c>`)), sentence);
      const shared = sheetFiles(row(''), { sharedStrings: `<si><t>a</t></si><si><t>${text}</t></si>` });
      await refused(shared, /^A text of the workbook \(number 2\) holds more than 32,767 characters/);
    }
    const runs = '<r><t>123456</t></r>'.repeat(2);
    await refused(sheetFiles(row(`<c r="C1" t="inlineStr"><is>${runs}</is></c>`)), /more than 10 char/, {
      limits: { cellCharactersMax: 10 },
    });
  });
});

function number(digits: string) {
  return { type: 'number', digits };
}
