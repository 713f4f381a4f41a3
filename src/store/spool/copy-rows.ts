/**
 * Rows in the binary form of `COPY` (PostgreSQL documentation, COPY, "Binary Format"): packed bytes go as they stand,
 * where the text form would write them out in hexadecimal.
 */
export type CopyValue = Buffer;

/** All rows of one `COPY`, in one piece: each piece is sent as a message of its own. */
export function copyRows(rows: readonly (readonly CopyValue[])[]): Buffer {
  const parts: Buffer[] = [header];
  for (const values of rows) {
    parts.push(int2(values.length));
    for (const value of values) parts.push(int4(value.length), value);
  }
  parts.push(trailer);
  return Buffer.concat(parts);
}

export function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int8(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

export function bool(value: boolean): Buffer {
  return Buffer.from([value ? 1 : 0]);
}

function int2(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** The signature, no flags, no extension. */
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int4(0), int4(0)]);
const trailer = int2(-1);
