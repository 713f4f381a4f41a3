import { crc32, deflateRawSync } from 'node:zlib';

/** A file in a zip, and what the zip says of it where that is not the truth. */
export interface ZipFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** 8: deflated, 0: stored. */
  readonly method?: number;
  readonly flags?: number;
  readonly says?: Partial<{
    crc: number;
    inflatedBytes: number;
    compressedBytes: number;
    offset: number;
    localName: string;
    localExtraBytes: number;
  }>;
  /** Its numbers stand in the fields of zip64. */
  readonly isZip64?: boolean;
}

interface ZipOptions {
  readonly comment?: string;
  readonly isZip64?: boolean;
  /** How many files its end says that there are. */
  readonly entries?: number;
}

/** Writes a zip as programs do, or as nobody should. */
export function zipOf(files: readonly ZipFile[], options: ZipOptions = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const entry = entryOf(file, offset);
    local.push(entry.local);
    central.push(entry.central);
    offset += entry.local.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, endOf({ offset, bytes: directory.length, count: files.length }, options)]);
}

function entryOf(file: ZipFile, place: number): { local: Buffer; central: Buffer } {
  const { method = 8, flags = 0, says = {}, isZip64 = false } = file;
  const content = Buffer.from(file.content);
  const data = method === 8 ? deflateRawSync(content) : content;
  const { crc = crc32(content), inflatedBytes = content.length, compressedBytes = data.length, offset = place } = says;
  const name = Buffer.from(file.name);
  const extra = isZip64 ? zip64Field([inflatedBytes, compressedBytes, offset]) : Buffer.alloc(0);
  const narrow = (value: number) => (isZip64 ? 0xffffffff : value);

  const localName = Buffer.from(says.localName ?? file.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(narrow(compressedBytes), 18);
  header.writeUInt32LE(narrow(inflatedBytes), 22);
  header.writeUInt16LE(localName.length, 26);
  header.writeUInt16LE(says.localExtraBytes ?? 0, 28);

  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(method, 10);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(narrow(compressedBytes), 20);
  record.writeUInt32LE(narrow(inflatedBytes), 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(narrow(offset), 42);
  return { local: Buffer.concat([header, localName, data]), central: Buffer.concat([record, name, extra]) };
}

function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [place, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + place * 8);
  return field;
}

function endOf(
  { offset, bytes, count }: { offset: number; bytes: number; count: number },
  { comment = '', isZip64 = false, entries = count }: ZipOptions,
): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isZip64 ? 0xffff : entries, 8);
  end.writeUInt16LE(isZip64 ? 0xffff : entries, 10);
  end.writeUInt32LE(isZip64 ? 0xffffffff : bytes, 12);
  end.writeUInt32LE(isZip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const tail = Buffer.concat([end, Buffer.from(comment, 'latin1')]);
  if (!isZip64) return tail;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(entries), 24);
  wide.writeBigUInt64LE(BigInt(entries), 32);
  wide.writeBigUInt64LE(BigInt(bytes), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, tail]);
}
