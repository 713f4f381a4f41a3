import type { FileHandle } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { cutOff, damaged, encrypted, quoted } from '../refusals.ts';
import type { ZipEntry } from './central-directory.ts';
import { readBytes } from './read-bytes.ts';

interface Source {
  readonly file: FileHandle;
  /** Where the next entry, or the table of contents, begins. */
  readonly before: number;
  readonly signal: AbortSignal;
  /** Told of the inflated bytes by now; may throw. */
  readonly count: (bytes: number) => void;
  /** Told of the bytes of the file that were read. */
  readonly onRead: (bytes: number) => void;
}

/** The content of an entry, in pieces. Throws after the last one when it is not what the table of contents says. */
export async function* inflateEntry(entry: ZipEntry, source: Source): AsyncGenerator<Buffer, void, undefined> {
  if (entry.isEncrypted) throw encrypted();
  let bytes = 0;
  let crc = 0;
  for await (const piece of pieces(entry, source)) {
    source.signal.throwIfAborted();
    bytes += piece.length;
    source.count(bytes);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (bytes !== entry.inflatedBytes || crc !== entry.crc) {
    throw damaged(`${quoted(entry.name)} is not what its checksum says`);
  }
}

const stored = 0;
const deflated = 8;

/** Small enough that what one piece holds of rows is little, large enough that the hop to another thread pays. */
const inflatedPieceBytes = 65_536;

async function* pieces(entry: ZipEntry, source: Source): AsyncGenerator<Buffer> {
  const compressed = compressedPieces(entry, source);
  if (entry.method === stored) yield* compressed;
  else if (entry.method === deflated) yield* inflated(entry, compressed);
  else throw damaged(`${quoted(entry.name)} is packed in a way that workbooks do not have`);
}

async function* inflated(entry: ZipEntry, compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: inflatedPieceBytes });
  // Its error also ends the iteration.
  pipeline(Readable.from(compressed), inflate, () => undefined);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    throw isOfData(error) ? damaged(`${quoted(entry.name)} cannot be unpacked`) : error;
  }
}

/** True where the data is at fault, not the disk it lies on. */
function isOfData(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

const readAtOnceBytes = 65_536;

async function* compressedPieces(entry: ZipEntry, { file, before, onRead }: Source): AsyncGenerator<Buffer> {
  let at = await dataStart(entry, file);
  const end = at + entry.compressedBytes;
  if (end > before) throw damaged('its files overlap');
  while (at < end) {
    const piece = Buffer.allocUnsafe(Math.min(readAtOnceBytes, end - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw cutOff();
    at += bytesRead;
    onRead(bytesRead);
    yield piece.subarray(0, bytesRead);
  }
}

const headerBytes = 30;
const headerSignature = 0x04034b50;

/** Before its data an entry has a header of its own, of a length that only it tells, and that must say the same. */
async function dataStart({ name, rawName, method, offset }: ZipEntry, file: FileHandle): Promise<number> {
  const header = await readBytes(file, offset, headerBytes + rawName.length);
  const isSame =
    header.readUInt32LE(0) === headerSignature &&
    header.readUInt16LE(8) === method &&
    header.subarray(headerBytes).equals(rawName);
  if (!isSame) throw damaged(`${quoted(name)} is not where its table of contents says`);
  return offset + headerBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}
