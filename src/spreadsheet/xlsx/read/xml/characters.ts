/** Bytes that mean something in XML. All of them are ASCII, so none is ever a part of another character of UTF-8. */
export const code = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  bang: 0x21,
  quote: 0x22,
  ampersand: 0x26,
  apostrophe: 0x27,
  slash: 0x2f,
  less: 0x3c,
  equals: 0x3d,
  greater: 0x3e,
  question: 0x3f,
  /** The first that is not ASCII. */
  beyondAscii: 0x80,
} as const;

const none = 0;
const inside = 1;
const first = 2;

/** Beyond ASCII all are taken for letters. */
const kinds = new Uint8Array(256).map((_, byte) => {
  if (byte >= code.beyondAscii || /[A-Za-z_:]/.test(String.fromCharCode(byte))) return first;
  return /[\d.-]/.test(String.fromCharCode(byte)) ? inside : none;
});

/** The place behind the name that begins at `from`; `from` itself where none does. */
export function nameEnd(bytes: Uint8Array, from: number): number {
  if (kinds[bytes[from] ?? 0] !== first) return from;
  let at = from + 1;
  while (at < bytes.length && kinds[bytes[at] ?? 0] !== none) at += 1;
  return at;
}

/** The place of the first byte that is no white space. */
export function spaceEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

export function isSpace(byte: number): boolean {
  return byte === code.space || isControlSpace(byte);
}

/** The only characters below the space that XML has. */
export function isControlSpace(byte: number): boolean {
  return byte === code.lineFeed || byte === code.tab || byte === code.carriageReturn;
}

/** True where these bytes stand there. */
export function standsAt(text: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let place = 0; place < text.length; place += 1) if (bytes[at + place] !== text[place]) return false;
  return true;
}
