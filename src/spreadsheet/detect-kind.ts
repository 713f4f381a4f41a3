import { utf16Of } from './csv/encoding.ts';

/** What a file is, by its first bytes. `other` names what it is, for a sentence. */
export type Kind =
  | { readonly kind: 'zip' | 'ole2' | 'text' | 'empty' }
  | { readonly kind: 'other'; readonly what: string };

/** `head`: the first bytes of the file, all of them where it is shorter. */
export function detectKind(head: Buffer): Kind {
  if (head.length === 0) return { kind: 'empty' };
  const text = head.toString('latin1', 0, signatureBytesMax);
  if (zips.some((start) => text.startsWith(start))) return { kind: 'zip' };
  if (text.startsWith(ole2)) return { kind: 'ole2' };
  const isMarkedUtf8 = text.startsWith('\xef\xbb\xbf');
  const known =
    binaries.find(({ starts }) => starts.some((start) => text.startsWith(start))) ??
    texts.find(({ start }) => start.test(text.slice(isMarkedUtf8 ? 3 : 0).trimStart()));
  if (known) return { kind: 'other', what: known.what };
  if (!isMarkedUtf8 && !utf16Of(head) && isBinary(head))
    return { kind: 'other', what: 'a file of a kind that is not known here' };
  return { kind: 'text' };
}

const signatureBytesMax = 64;

/** Each byte is a character here. */
const zips = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];
const ole2 = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

const binaries = [
  { what: 'a PDF document', starts: ['%PDF-'] },
  { what: 'an image', starts: ['\x89PNG', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*', 'RIFF'] },
  { what: 'a compressed file', starts: ['\x1f\x8b', '\xfd7zXZ\0', "7z\xbc\xaf'\x1c", '(\xb5/\xfd', 'Rar!\x1a\x07'] },
  { what: 'a program', starts: ['\x7fELF', 'MZ\x90\0', '\xfe\xed\xfa', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe'] },
  { what: 'a database', starts: ['SQLite format 3\0'] },
];

/** Text, and no table. Web pages and XML are what some programs call `.xls`. */
const texts = [
  { what: 'a web page', start: /^<(?:!doctype html|html|head|body|table)/i },
  { what: 'an XML document', start: /^<\?xml/i },
  { what: 'a text document (RTF)', start: /^\{\\rtf/ },
  { what: 'JSON', start: /^(?:\{\s*"|\[\s*[[{])/ },
];

/** Bytes that no text has, and more of them than slip into one: a NUL in a cell is told with its row instead. */
function isBinary(head: Buffer): boolean {
  let found = 0;
  for (const byte of head) if (byte < 0x20 && !textControls.has(byte)) found++;
  return found > controlsMax && found * controlsShare > head.length;
}

/** Tab, line ends, vertical tab, form feed, the end mark of DOS, escape. */
const textControls: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 26, 27]);
const controlsMax = 4;
const controlsShare = 20;
