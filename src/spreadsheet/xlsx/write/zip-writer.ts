import { constants, crc32, deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

const deflate = promisify(deflateRaw);

/**
 * Each write is deflated by itself, so that several are at once, off the event loop; only the last block of an entry says
 * that it is the last. Measured with a sheet of 1,000,000 rows × 8: docs/decisions/0017-writing-result-files.md.
 */
const blockOptions = { level: 1, finishFlush: constants.Z_SYNC_FLUSH };
const blocksAtOnce = 3;
const lastBlock = Buffer.from([0x03, 0x00]);

/** Sizes and places are 32 bits wide; the zip64 extension that lifts this is not read by every spreadsheet program. */
const bytesMax = 0xffff_ffff;

interface Entry {
  readonly name: Buffer;
  readonly at: number;
  crc: number;
  bytes: number;
  packedBytes: number;
}

/**
 * A zip archive as a stream, entry by entry: nothing is held but the blocks at work. One call at a time. Rejects where
 * what comes out cannot be passed on.
 */
export class ZipWriter {
  readonly #passOn: (bytes: Uint8Array) => Promise<void>;
  readonly #entries: Entry[] = [];
  /** In order; each one passes its block on after the one before it. */
  #blocks: Promise<void>[] = [];
  #at = 0;

  constructor(passOn: (bytes: Uint8Array) => Promise<void>) {
    this.#passOn = passOn;
  }

  /** Begins the next entry; the one before it is ended. */
  async begin(name: string): Promise<void> {
    await this.#endEntry();
    const entry = { name: Buffer.from(name), at: this.#at, crc: 0, bytes: 0, packedBytes: 0 };
    this.#entries.push(entry);
    await this.#put(Buffer.concat([localHeader(entry), entry.name]));
  }

  /** Content of the entry. Resolves when more may be written. */
  async write(content: Uint8Array): Promise<void> {
    const entry = this.#entries.at(-1);
    if (entry === undefined) throw new Error('A zip entry must be begun before it is written.');
    entry.crc = crc32(content, entry.crc);
    entry.bytes += content.length;
    const before = this.#blocks.at(-1);
    const block = this.#putBlock(entry, deflate(content, blockOptions), before);
    // It is awaited later; until then its failure is nobody's.
    block.catch(() => undefined);
    this.#blocks.push(block);
    if (this.#blocks.length >= blocksAtOnce) await this.#blocks.shift();
  }

  /** Ends the archive. */
  async end(): Promise<void> {
    await this.#endEntry();
    const at = this.#at;
    for (const entry of this.#entries) await this.#put(Buffer.concat([directoryEntry(entry), entry.name]));
    await this.#put(endOfDirectory({ entries: this.#entries.length, at, bytes: this.#at - at }));
  }

  async #putBlock(entry: Entry, packing: Promise<Uint8Array>, before: Promise<void> | undefined): Promise<void> {
    const [packed] = await Promise.all([packing, before]);
    entry.packedBytes += packed.length;
    await this.#put(packed);
  }

  async #endEntry(): Promise<void> {
    await Promise.all(this.#blocks);
    this.#blocks = [];
    const entry = this.#entries.at(-1);
    if (entry === undefined) return;
    entry.packedBytes += lastBlock.length;
    await this.#put(Buffer.concat([lastBlock, dataDescriptor(entry)]));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#at += bytes.length;
    const tooLarge = this.#at > bytesMax || (this.#entries.at(-1)?.bytes ?? 0) > bytesMax;
    if (tooLarge) throw new Error('The workbook would be larger than 4 GiB; a CSV has no such limit.');
    await this.#passOn(bytes);
  }
}

/** Deflate; sizes and checksum come after the content, because they are not known before; names are UTF-8. */
const method = 8;
const flags = 0x0808;
const versionNeeded = 20;
/** 1980-01-01: the same rows make the same bytes. */
const date = 0x0021;

function localHeader({ name }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(date, 12);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function dataDescriptor({ crc, packedBytes, bytes }: Entry): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  writeSizes(descriptor, { crc, packedBytes, bytes, at: 4 });
  return descriptor;
}

function directoryEntry({ name, at, crc, packedBytes, bytes }: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.writeUInt16LE(versionNeeded, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt16LE(date, 14);
  writeSizes(header, { crc, packedBytes, bytes, at: 16 });
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(at, 42);
  return header;
}

function endOfDirectory({ entries, at, bytes }: { entries: number; at: number; bytes: number }): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(at, 16);
  return end;
}

interface Sizes {
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

function writeSizes(into: Buffer, { crc, packedBytes, bytes, at }: Sizes): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packedBytes, at + 4);
  into.writeUInt32LE(bytes, at + 8);
}
