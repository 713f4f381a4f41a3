import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** What tells the encoding. */
const beginningBytes = 4;

/** The bytes of an XML document as UTF-8, in pieces of whole characters. Parts may be written in UTF-16 as well. */
export class Utf8Pieces {
  readonly #broken: (reason: string) => Error;
  #pending: Buffer = Buffer.alloc(0);
  /** null: not known yet, or UTF-8. */
  #utf16: TextDecoder | null = null;
  #hasBegun = false;

  constructor(broken: (reason: string) => Error) {
    this.#broken = broken;
  }

  next(piece: Buffer): Buffer {
    const bytes = this.#pending.length > 0 ? Buffer.concat([this.#pending, piece]) : piece;
    this.#pending = Buffer.alloc(0);
    if (this.#hasBegun) return this.#whole(bytes);
    if (bytes.length < beginningBytes) {
      this.#pending = bytes;
      return this.#pending.subarray(0, 0);
    }
    this.#hasBegun = true;
    const first = this.#whole(this.#withoutMark(bytes));
    this.#checkDeclaration(first);
    return first;
  }

  /** There is no further piece. */
  end(): void {
    if (this.#pending.length > 0) throw this.#broken('it breaks off');
    this.#decode(null);
  }

  #withoutMark(bytes: Buffer): Buffer {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
    const encoding = utf16Beginnings.get(bytes.toString('hex', 0, 2));
    if (encoding !== undefined) this.#utf16 = new TextDecoder(encoding, { fatal: true });
    return bytes;
  }

  #whole(bytes: Buffer): Buffer {
    if (this.#utf16 !== null) return this.#decode(bytes);
    const whole = bytes.subarray(0, wholeLength(bytes));
    if (whole.length < bytes.length) this.#pending = Buffer.from(bytes.subarray(whole.length));
    if (!isUtf8(whole)) throw this.#broken('it is not written in UTF-8');
    return whole;
  }

  /** null: there is no more. */
  #decode(bytes: Buffer | null): Buffer {
    try {
      const text = bytes === null ? this.#utf16?.decode() : this.#utf16?.decode(bytes, { stream: true });
      return Buffer.from(text ?? '');
    } catch {
      throw this.#broken('it is not the UTF-16 that it begins as');
    }
  }

  #checkDeclaration(first: Buffer): void {
    const [, encoding = 'utf-8'] = declaration.exec(first.toString('latin1', 0, declarationBytesMax)) ?? [];
    const allowed = this.#utf16 === null ? /^(?:utf-?8|us-ascii)$/i : /^utf-?(?:8|16(?:le|be)?)$/i;
    if (!allowed.test(encoding)) throw this.#broken('it is written in an encoding that workbooks do not have');
  }
}

const declaration = /^<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]*)["']/;
const declarationBytesMax = 400;

/** With a byte order mark, or without: the `<` that every document begins with. */
const utf16Beginnings: ReadonlyMap<string, string> = new Map([
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
  ['3c00', 'utf-16le'],
  ['003c', 'utf-16be'],
]);

/** How many bytes make whole characters; what is no UTF-8 at all is left to be found out. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return back < sequenceLength(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function sequenceLength(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  if (firstByte >= 0xe0) return 3;
  return firstByte >= 0xc0 ? 2 : 1;
}
