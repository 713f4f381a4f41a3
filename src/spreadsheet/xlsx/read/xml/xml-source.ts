/** Up to this length the engine copies what is cut out of a string; above, it would keep the whole string for it. */
const copiedCharactersMax = 12;

/** A piece of a document: its bytes to look at, and the same as a string to cut short texts out of, which is faster. */
export class XmlSource {
  readonly bytes: Buffer;
  /** A character a byte, whatever they mean. */
  readonly #latin1: string;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#latin1 = bytes.toString('latin1');
  }

  /** `isAscii`: each of these bytes is. Never a view of more than the text itself: it may be kept for long. */
  text(from: number, end: number, isAscii: boolean): string {
    if (!isAscii) return this.bytes.toString('utf8', from, end);
    if (end - from <= copiedCharactersMax) return this.#latin1.slice(from, end);
    return this.bytes.toString('latin1', from, end);
  }

  startsWith(text: string, at: number): boolean {
    return this.#latin1.startsWith(text, at);
  }

  /** -1: nowhere. */
  indexOf(text: string, from: number): number {
    return this.#latin1.indexOf(text, from);
  }
}

export const emptySource = new XmlSource(Buffer.alloc(0));
