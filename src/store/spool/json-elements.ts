const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const open = 0x5b;
const close = 0x5d;

/**
 * The elements of a JSON array of arrays and plain values, as bytes, none of them parsed: a row of a pack is found in a
 * tenth of the time that parsing all thousand takes. The bytes are our own, so they are well formed.
 */
export function* jsonElements(bytes: Uint8Array): Generator<Uint8Array> {
  let depth = 0;
  let from = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at + 1);
    else if (byte === open) depth += 1;
    else if (byte === comma && depth === 1) {
      yield bytes.subarray(from, at);
      from = at + 1;
    } else if (byte === close) {
      depth -= 1;
      if (depth === 0 && at > from) yield bytes.subarray(from, at);
    }
  }
}

/** The place of the quote that ends it. */
function endOfString(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; bytes[at] !== quote && at < bytes.length; at += 1) if (bytes[at] === backslash) at += 1;
  return at;
}
