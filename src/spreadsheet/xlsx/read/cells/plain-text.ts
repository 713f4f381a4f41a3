import { standsAt } from '../xml/characters.ts';

/** Where a shared text lies that needs no further look; see `readPlainCell`. */
export interface PlainText {
  from: number;
  end: number;
}

/** The place behind `<si><t>text</t></si>`; `at` itself where none begins there whose text stands for itself. */
export function readPlainText(bytes: Uint8Array, at: number, text: PlainText): number {
  if (!standsAt(begin, bytes, at)) return at;
  const from = at + begin.length;
  let end = from;
  for (; ; end += 1) {
    const byte = bytes[end] ?? 0;
    if (byte < space || byte > tilde || byte === less || byte === ampersand) break;
    // Perhaps the beginning of an escape.
    if (byte === underscore && bytes[end + 1] === letterX) return at;
  }
  // White space at its ends has rules of its own.
  if (bytes[from] === space || bytes[end - 1] === space || !standsAt(behind, bytes, end)) return at;
  text.from = from;
  text.end = end;
  return end + behind.length;
}

const begin = Uint8Array.from(Buffer.from('<si><t>'));
const behind = Uint8Array.from(Buffer.from('</t></si>'));
const space = 0x20;
const tilde = 0x7e;
const less = 0x3c;
const ampersand = 0x26;
const underscore = 0x5f;
const letterX = 0x78;
