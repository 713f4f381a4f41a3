import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { Utf8Pieces } from '../../../../../src/spreadsheet/xlsx/read/xml/utf8-pieces.ts';
import { XmlScanner } from '../../../../../src/spreadsheet/xlsx/read/xml/xml-scanner.ts';

const broken = (reason: string) => new Error(reason);

/** What a handler is told of a document that comes in these pieces: `<name attribute>`, texts joined, `</name>`. */
function told(pieces: readonly Uint8Array[]): string {
  const events: string[] = [];
  const scanner = new XmlScanner({
    vocabulary: new Set(['urn:a']),
    root: 'root',
    broken,
    hasDocumentType: () => new Error('a document type'),
    handler: {
      open(name, parent, tag) {
        const link = tag.attributeIn(new Set(['urn:link']), 'id');
        events.push(`<${parent}/${name} ${tag.attribute('x') ?? ''}${link === undefined ? '' : ` link ${link}`}>`);
        return name !== 'skip' && name !== '';
      },
      text: (name, text) => void events.push(`${name}:${text}`),
      close: (name) => void events.push(`</${name}>`),
    },
  });
  const utf8 = new Utf8Pieces(broken);
  for (const piece of pieces) scanner.write(utf8.next(Buffer.from(piece)));
  utf8.end();
  scanner.end();
  return events.join('');
}

const whole = (xml: string) => told([Buffer.from(xml)]);
const within = (xml: string) => `<root xmlns="urn:a">${xml}</root>`;

test('a document is told element by element', () => {
  const xml = `<?xml version="1.0"?>\n<!-- ä --><root xmlns="urn:a" xmlns:l='urn:link'>
<a x="1 &lt; &#50;" l:id = 'r1' y="2"><b/>t&amp;u<![CDATA[<v>]]></a><skip><b>not told</b></skip><!----><?p i?></root> \n<!-- end -->`;
  const events = '<root/a 1 < 2 link r1><a/b ></b>a:t&ua:<v></a><root/skip >';
  assert.equal(whole(xml).replaceAll(/root:\s*/g, ''), events);
});

test('names are told by the namespace that their prefix stands for where they are', () => {
  const xml = `<p:root xmlns:p="urn:a" xmlns="urn:b"><a/><p:a x="1"/><q:a xmlns:q="urn:a"><q:b/><b xmlns="urn:a" q:x="2"/><b/></q:a><p:a xmlns:p="urn:c"/><p:b/></p:root>`;
  assert.equal(whole(xml), '<root/ ><root/a 1></a><root/a ><a/b ></b><a/b ></b><a/ ></a><root/ ><root/b ></b>');
});

test('it makes no difference where the pieces of a document end', () => {
  const xml = `\uFEFF<?xml version="1.0" encoding="UTF-8"?><root xmlns="urn:a"><!-- - - --><a x='ä"&#x20AC;'>€uro &amp; 😀\r\n]]<![CDATA[ ]] > <b/> ]]></a ><b  x = "1" />\r\n<skip>&amp;</skip></root>\n`;
  const bytes = Buffer.from(xml);
  const wanted = told([bytes]);
  for (let at = 0; at <= bytes.length; at += 1) assert.equal(told([bytes.subarray(0, at), bytes.subarray(at)]), wanted);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((place, at) => bytes.subarray(places[at], place));
      assert.equal(told(pieces), wanted);
    }),
  );
  assert.equal(told(Array.from(bytes, (byte) => Buffer.from([byte]))), wanted);
  const wide = Buffer.from(`\uFEFF${xml.slice(1).replace('UTF-8', 'UTF-16')}`, 'utf16le');
  assert.equal(told(Array.from(wide, (byte) => Buffer.from([byte]))), wanted);
});

describe('a document that is not well-formed is refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /breaks off/],
    [' ', /breaks off/],
    ['<root xmlns="urn:a">', /breaks off/],
    ['<root xmlns="urn:a"', /breaks off/],
    [within('<a>'), /do not close in order/],
    [within('</a>'), /do not close in order/],
    [within('<a></b>'), /do not close in order/],
    [within('<a></A>'), /do not close in order/],
    [within('<a></a b>'), /do not close in order/],
    [`${within('')}<root xmlns="urn:a"/>`, /something follows its end/],
    [`${within('')}x`, /breaks off/],
    [`${within('')}x<!-- -->`, /text outside its root/],
    [`x${within('')}`, /text outside its root/],
    ['</root>', /do not close in order/],
    [within('<a x=1/>'), /an attribute is broken/],
    [within('<a x/>'), /an attribute is broken/],
    [within('<a x="1/>'), /an attribute is broken/],
    [within('<a x="<"/>'), /an attribute is broken/],
    [within('<a x="1"y="2"/>'), /a tag is broken/],
    [within('<a x="1" x="2"/>'), /an attribute twice/],
    [within('<a x="&no;"/>'), /stands for nothing/],
    [within(`<a ${Array.from({ length: 101 }, (_, at) => `y${at}=""`).join(' ')}/>`), /more than 100 attributes/],
    [within('<1a/>'), /a tag is broken/],
    [within('< a/>'), /a tag is broken/],
    [within('<a/ >'), /a tag is broken/],
    [within('<a'), /a tag is broken|breaks off/],
    [within('<>'), /a tag is broken/],
    [within('<!ELEMENT a>'), /a tag is broken/],
    [within('<p:a/>'), /a prefix is not declared/],
    [within('a & b'), /stands for nothing/],
    [within('a\u0001'), /a character that XML does not have/],
    [within('a\0'), /a character that XML does not have/],
    [within('<a x="\u0002"/>'), /an attribute is broken/],
    [within('<![CDATA[\u0003]]>'), /a character that XML does not have/],
    [within('<![CDATA[ ]]'), /breaks off/],
    [within('<!-- '), /breaks off/],
    [within('<?p '), /breaks off/],
    ['<![CDATA[a]]><root xmlns="urn:a"/>', /a tag is broken/],
    ['<other xmlns="urn:a"/>', /it is no root/],
    ['<root/>', /it is no root/],
    ['<root xmlns="urn:b"/>', /it is no root/],
    [`<!DOCTYPE root>${within('')}`, /a document type/],
    [within('<a>'.repeat(300)), /nested more than 200 deep/],
    [within('x'.repeat(2 ** 20 + 1)).slice(0, -'</root>'.length), /does not end/],
    [within(`<a x="${'x'.repeat(2 ** 20 + 1)}`), /an attribute is broken|does not end/],
    [`<?xml version="1.0" encoding="windows-1252"?>${within('')}`, /an encoding that workbooks do not have/],
    [`<?xml version="1.0" encoding="UTF-16"?>${within('')}`, /an encoding that workbooks do not have/],
  ];
  for (const [xml, reason] of cases) {
    const shown = xml.length > 60 ? `${xml.slice(0, 60)}…` : xml;
    test(JSON.stringify(shown), () => assert.throws(() => whole(xml), reason));
  }

  test('bytes that are not UTF-8, or not the UTF-16 that they begin as', () => {
    const start = Buffer.from('<root xmlns="urn:a">');
    for (const bytes of [[0xe9], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80], [0xe2, 0x82]]) {
      const xml = Buffer.concat([start, Buffer.from(bytes), Buffer.from('</root>')]);
      assert.throws(() => told([xml]), /not written in UTF-8/);
      assert.throws(() => told(Array.from(xml, (byte) => Buffer.from([byte]))), /not written in UTF-8/);
    }
    const wide = Buffer.from('\uFEFF<root xmlns="urn:a">\uD800</root>', 'utf16le');
    assert.throws(() => told([wide]), /not the UTF-16/);
    assert.throws(() => told([wide.subarray(0, 9)]), /not the UTF-16/);
  });
});
