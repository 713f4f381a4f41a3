import assert from 'node:assert/strict';
import { crc32, inflateRawSync } from 'node:zlib';

export interface Unzipped {
  readonly name: string;
  readonly content: string;
}

/** Every entry of a zip archive, in the order of its directory; sizes and checksums are checked in both of its places. */
export function unzip(archive: Buffer): Unzipped[] {
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  const entries: Unzipped[] = [];
  let at = archive.readUInt32LE(end + 16);
  assert.equal(at + archive.readUInt32LE(end + 12), end);
  for (let index = 0; index < archive.readUInt16LE(end + 10); index++) {
    assert.equal(archive.readUInt32LE(at), 0x02014b50);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, content: readEntry(archive, at, name) });
    at += 46 + nameLength;
  }
  assert.equal(at, end);
  return entries;
}

function readEntry(archive: Buffer, directoryAt: number, name: string): string {
  const [crc, packedBytes, bytes] = sizesAt(archive, directoryAt + 16);
  const at = archive.readUInt32LE(directoryAt + 42);
  assert.equal(archive.readUInt32LE(at), 0x04034b50);
  const from = at + 30 + Buffer.byteLength(name);
  assert.equal(archive.toString('utf8', at + 30, from), name);
  const until = from + packedBytes;
  const content = inflateRawSync(archive.subarray(from, until));
  assert.equal(content.length, bytes);
  assert.equal(crc32(content), crc);
  assert.equal(archive.readUInt32LE(until), 0x08074b50);
  assert.deepEqual(sizesAt(archive, until + 4), [crc, packedBytes, bytes]);
  return content.toString();
}

function sizesAt(archive: Buffer, at: number): [crc: number, packedBytes: number, bytes: number] {
  return [archive.readUInt32LE(at), archive.readUInt32LE(at + 4), archive.readUInt32LE(at + 8)];
}
