/**
 * A zip's table of contents, which lies at its end. Only what is said there counts; whatever contradicts it is refused,
 * because two programs would read two different files.
 */
import type { FileHandle } from 'node:fs/promises';
import { cutOff, damaged, encrypted, tooManyEntries } from '../refusals.ts';
import { entryName } from './entry-name.ts';
import { readBytes } from './read-bytes.ts';

export interface ZipEntry {
  /** With slashes, relative: `xl/workbook.xml`. */
  readonly name: string;
  readonly rawName: Buffer;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressedBytes: number;
  /** As the table says; what is inflated is counted. */
  readonly inflatedBytes: number;
  readonly offset: number;
}

export interface CentralDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the entries' data ends at the latest. */
  readonly offset: number;
}

interface Directory {
  readonly entries: number;
  readonly bytes: number;
  readonly offset: number;
  /** Where it ends at the latest. */
  readonly before: number;
}

export async function readCentralDirectory(
  file: FileHandle,
  { fileBytes, entriesMax }: { readonly fileBytes: number; readonly entriesMax: number },
): Promise<CentralDirectory> {
  const directory = await findDirectory(file, fileBytes);
  const { entries, bytes, offset, before } = directory;
  if (entries > entriesMax) throw tooManyEntries(entriesMax);
  if (offset + bytes > before || bytes > directoryBytesMax) throw damaged('its table of contents is not where it says');
  const found = readEntries(await readBytes(file, offset, bytes), entries);
  return { entries: found, offset };
}

/** A thousand entries with long names and comments; what spreadsheet programs write takes a few kilobytes. */
const directoryBytesMax = 8 * 2 ** 20;

const endBytes = 22;
const endSignature = 0x06054b50;
const commentBytesMax = 0xffff;

async function findDirectory(file: FileHandle, fileBytes: number): Promise<Directory> {
  const tailBytes = Math.min(fileBytes, endBytes + commentBytesMax);
  const tail = await readBytes(file, fileBytes - tailBytes, tailBytes);
  for (let at = tailBytes - endBytes; at >= 0; at -= 1) {
    // The comment, the last thing in the file, must end where the file does: a signature may also stand within it.
    if (tail.readUInt32LE(at) !== endSignature || at + endBytes + tail.readUInt16LE(at + 20) !== tailBytes) continue;
    return await readEnd(file, tail.subarray(at), fileBytes - tailBytes + at);
  }
  throw cutOff();
}

/** The record at the end; where a number does not fit into it, or another says so too, that of zip64 before it. */
async function readEnd(file: FileHandle, end: Buffer, endAt: number): Promise<Directory> {
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0) throw damaged('it is one part of several');
  const directory = {
    entries: end.readUInt16LE(10),
    bytes: end.readUInt32LE(12),
    offset: end.readUInt32LE(16),
    before: endAt,
  };
  const locator = endAt < locatorBytes ? null : await readBytes(file, endAt - locatorBytes, locatorBytes);
  if (locator === null || locator.readUInt32LE(0) !== locatorSignature) return directory;
  return await readEnd64(file, { directory, at: wideNumber(locator, 8), before: endAt - locatorBytes });
}

const locatorBytes = 20;
const locatorSignature = 0x07064b50;
const end64Bytes = 56;
const end64Signature = 0x06064b50;

async function readEnd64(
  file: FileHandle,
  { directory, at, before }: { readonly directory: Directory; readonly at: number; readonly before: number },
): Promise<Directory> {
  if (at + end64Bytes > before) throw damaged('its table of contents is not where it says');
  const end = await readBytes(file, at, end64Bytes);
  if (end.readUInt32LE(0) !== end64Signature) throw damaged('its table of contents is not where it says');
  const wide = { entries: wideNumber(end, 32), bytes: wideNumber(end, 40), offset: wideNumber(end, 48), before: at };
  const agree =
    (directory.entries === 0xffff || directory.entries === wide.entries) &&
    (directory.bytes === saturated || directory.bytes === wide.bytes) &&
    (directory.offset === saturated || directory.offset === wide.offset);
  if (!agree) throw damaged('its two tables of contents differ');
  return wide;
}

const saturated = 0xffffffff;

function readEntries(table: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let place = 0; place < count; place += 1) {
    const { entry, next } = readEntry(table, at);
    entries.push(entry);
    at = next;
  }
  if (at !== table.length) throw damaged('its table of contents says another number of files than it has');
  return entries;
}

const entryBytes = 46;
const entrySignature = 0x02014b50;

function readEntry(table: Buffer, at: number): { entry: ZipEntry; next: number } {
  if (at + entryBytes > table.length || table.readUInt32LE(at) !== entrySignature) {
    throw damaged('its table of contents is broken');
  }
  const flags = table.readUInt16LE(at + 8);
  const nameEnd = at + entryBytes + table.readUInt16LE(at + 28);
  const extraEnd = nameEnd + table.readUInt16LE(at + 30);
  const next = extraEnd + table.readUInt16LE(at + 32);
  if (next > table.length) throw damaged('its table of contents is broken');
  // The table itself is encrypted.
  if ((flags & 0x2000) !== 0) throw encrypted();
  const rawName = table.subarray(at + entryBytes, nameEnd);
  const sizes = wideSizes(table.subarray(nameEnd, extraEnd), {
    inflatedBytes: table.readUInt32LE(at + 24),
    compressedBytes: table.readUInt32LE(at + 20),
    offset: table.readUInt32LE(at + 42),
  });
  const entry = {
    name: entryName(rawName),
    rawName,
    method: table.readUInt16LE(at + 10),
    isEncrypted: (flags & 0x41) !== 0,
    crc: table.readUInt32LE(at + 16),
    ...sizes,
  };
  return { entry, next };
}

type Sizes = Pick<ZipEntry, 'inflatedBytes' | 'compressedBytes' | 'offset'>;

/** Numbers that do not fit stand, in this order, in the extra field of zip64. */
function wideSizes(extra: Buffer, sizes: Sizes): Sizes {
  const wide = zip64Field(extra);
  let at = 0;
  const read = (narrow: number) => {
    if (narrow !== saturated || wide === null) return narrow;
    if (at + 8 > wide.length) throw damaged('its table of contents is broken');
    at += 8;
    return wideNumber(wide, at - 8);
  };
  const inflatedBytes = read(sizes.inflatedBytes);
  const compressedBytes = read(sizes.compressedBytes);
  return { inflatedBytes, compressedBytes, offset: read(sizes.offset) };
}

function zip64Field(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return null;
}

/** Above 2^53 it is not exact; nothing is anywhere near there, and every place is compared with the file's end. */
function wideNumber(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
