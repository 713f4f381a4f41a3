import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { attributeText, textElement } from '../../../../src/spreadsheet/xlsx/write/cell-text.ts';

/** Rich in what could be taken for an escape. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '_',
        'x',
        '_x0041',
        '0041',
        '005F',
        '000d',
        '\r',
        '\u0001',
        '\uD800',
        '😀',
        '\uFFFF',
        '&',
        '<',
        '>',
        ' ',
        '\t',
      ),
    )
    .map((parts) => parts.join('')),
);

test('every text is given back by whoever reads the XML as the standard says', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(readElement(textElement(text)), text);
    }),
    { numRuns: 2000 },
  );
});

test('every text is XML that can be written down', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const xml = textElement(text);
      assert.ok(xml.isWellFormed());
      assert.doesNotMatch(xml, /(?![\t\n\u007F-\u009F])[\p{Cc}\uFFFE\uFFFF]/u);
    }),
    { numRuns: 2000 },
  );
});

test('an ordinary text stands as it is', () => {
  assert.equal(textElement('=1+1'), '<t>=1+1</t>');
  assert.equal(textElement('नमस्ते 😀'), '<t xml:space="preserve">नमस्ते 😀</t>'.replace(' xml:space="preserve"', ''));
  assert.equal(textElement(' a'), '<t xml:space="preserve"> a</t>');
  assert.equal(textElement('a\u0001_x0041_'), '<t xml:space="preserve">a_x0001__x005F_x0041_</t>');
  // What follows begins with an underscore once it is escaped.
  assert.equal(textElement('_x0041\u0001'), '<t xml:space="preserve">_x005F_x0041_x0001_</t>');
});

test('a quote cannot end an attribute', () => {
  assert.equal(attributeText('A "B" & C'), 'A &quot;B&quot; &amp; C');
});

/** As ECMA-376 says: XML first, then the escapes from left to right. */
function readElement(xml: string): string {
  const [, space, inner = ''] = /^<t( xml:space="preserve")?>([^<]*)<\/t>$/s.exec(xml) ?? assert.fail(xml);
  const text = inner
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return space === undefined ? text.trim() : text;
}
