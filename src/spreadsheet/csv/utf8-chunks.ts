import { isAscii } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { RequestError } from '../../errors/request-error.ts';
import type { FoundEncoding } from './encoding.ts';
import { readChunks } from '../read-chunks.ts';

interface Utf8Options extends FoundEncoding {
  readonly signal: AbortSignal;
  /** Told how many bytes of the file each chunk stands for. */
  readonly onRead: (bytes: number) => void;
}

/** A text file as UTF-8, without its byte order mark, whatever it is encoded in. A chunk holds until the next is asked for. */
export async function* utf8Chunks(
  file: FileHandle,
  { encoding, markBytes, signal, onRead }: Utf8Options,
): AsyncGenerator<Buffer, void, undefined> {
  const toUtf8 = encoding === 'utf-8' ? null : encoding === 'windows-1252' ? windows1252() : utf16(encoding);
  onRead(markBytes);
  for await (const chunk of readChunks(file, { from: markBytes, signal })) {
    onRead(chunk.length);
    yield toUtf8 ? toUtf8(chunk) : chunk;
  }
  const rest = toUtf8?.(null);
  if (rest && rest.length > 0) yield rest;
}

/** A chunk in UTF-8; null: the file has ended. */
type ToUtf8 = (chunk: Buffer | null) => Buffer;

/** Half of a pair, or half of the last character, is refused: to replace it would change a value that nobody looks at again. */
function utf16(encoding: 'utf-16le' | 'utf-16be'): ToUtf8 {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (chunk) => {
    try {
      return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
    } catch (cause) {
      const message = 'The file is UTF-16, and cut off or damaged: save it again, best as "CSV UTF-8".';
      throw new RequestError('unprocessable', message, { cause });
    }
  };
}

/**
 * By hand: `TextDecoder` of some versions of Node reads it as ISO-8859-1, where 80 to 9F are control characters. It
 * takes twice as long, too.
 */
function windows1252(): ToUtf8 {
  let utf8 = Buffer.alloc(0);
  return (chunk) => {
    if (!chunk) return Buffer.alloc(0);
    if (isAscii(chunk)) return chunk;
    if (utf8.length < chunk.length * 3) utf8 = Buffer.allocUnsafeSlow(chunk.length * 3);
    return utf8.subarray(0, writeUtf8(chunk, utf8));
  };
}

/** Answers how many bytes there are now. */
function writeUtf8(windows: Uint8Array, utf8: Uint8Array): number {
  let at = 0;
  for (let from = 0; from < windows.length; from++) {
    const byte = windows[from] as number;
    const code = byte >= 0x80 && byte < 0xa0 ? (moved[byte - 0x80] as number) : byte;
    if (code < 0x80) utf8[at++] = code;
    else if (code < 0x800) {
      utf8[at++] = 0xc0 | (code >> 6);
      utf8[at++] = 0x80 | (code & 0x3f);
    } else {
      utf8[at++] = 0xe0 | (code >> 12);
      utf8[at++] = 0x80 | ((code >> 6) & 0x3f);
      utf8[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at;
}

/** What 80 to 9F stand for. Five of them stand for nothing and stay what they are. */
const moved = Uint16Array.from('€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ', (character) =>
  character.charCodeAt(0),
);
