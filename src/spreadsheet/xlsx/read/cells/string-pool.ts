/** Texts of up to this length in bytes are marked by it. */
const shortBytesMax = 253;
const longAscii = 254;
const longUtf8 = 255;
const longHeadBytes = 5;

const blockBytes = 2 ** 20;
const placesPerPage = 2 ** 16;
const bytesPerPlace = 4;
/** So many texts are remembered as such: those of columns that repeat a few. */
const recentTexts = 4_096;

/**
 * The texts that cells share, by number, as bytes outside of the heap: a million of them take what they have of bytes
 * and five more each, where an array of strings takes about 40 more, and all of them are walked by each garbage
 * collection. A text is a byte that says how long it is and of what kind, and its bytes; none lies across two blocks.
 */
export class StringPool {
  readonly #blocks: Buffer[] = [];
  #used = blockBytes;
  /** Where each text begins: place in its block, and number of the block × `blockBytes`. */
  readonly #pages: Uint32Array[] = [];
  #count = 0;
  readonly #recent: (string | undefined)[] = Array.from({ length: recentTexts });
  readonly #recentNumbers = new Int32Array(recentTexts).fill(-1);

  get count(): number {
    return this.#count;
  }

  /** Of memory. */
  get bytes(): number {
    return this.#blocks.length * blockBytes + this.#pages.length * placesPerPage * bytesPerPlace;
  }

  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    const isAscii = bytes === text.length;
    const isShort = isAscii && bytes <= shortBytesMax;
    const block = this.#room((isShort ? 1 : longHeadBytes) + bytes);
    this.#setPlace();
    if (isShort) {
      block[this.#used] = bytes;
      this.#used += 1;
    } else {
      block[this.#used] = isAscii ? longAscii : longUtf8;
      block.writeUInt32LE(bytes, this.#used + 1);
      this.#used += longHeadBytes;
    }
    block.write(text, this.#used, isAscii ? 'latin1' : 'utf8');
    this.#used += bytes;
  }

  /** A text that lies somewhere as ASCII. */
  addAscii(bytes: Buffer, from: number, end: number): void {
    if (end - from > shortBytesMax) {
      this.add(bytes.toString('latin1', from, end));
      return;
    }
    const block = this.#room(1 + end - from);
    this.#setPlace();
    block[this.#used] = end - from;
    bytes.copy(block, this.#used + 1, from, end);
    this.#used += 1 + end - from;
  }

  /** undefined: there is none with this number. */
  get(number: number): string | undefined {
    const slot = number % recentTexts;
    if (this.#recentNumbers[slot] === number) return this.#recent[slot];
    if (number >= this.#count) return undefined;
    const text = this.#read(this.#pages[Math.floor(number / placesPerPage)]?.[number % placesPerPage] ?? 0);
    this.#recent[slot] = text;
    this.#recentNumbers[slot] = number;
    return text;
  }

  #read(place: number): string | undefined {
    const block = this.#blocks[Math.floor(place / blockBytes)];
    if (block === undefined) return undefined;
    const at = place % blockBytes;
    const head = block[at] ?? 0;
    if (head <= shortBytesMax) return block.toString('latin1', at + 1, at + 1 + head);
    const from = at + longHeadBytes;
    return block.toString(head === longAscii ? 'latin1' : 'utf8', from, from + block.readUInt32LE(at + 1));
  }

  /** The block that has so much room left: the last one, or a new one. */
  #room(bytes: number): Buffer {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#used + bytes <= blockBytes) return last;
    const block = Buffer.allocUnsafeSlow(blockBytes);
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }

  #setPlace(): void {
    const inPage = this.#count % placesPerPage;
    if (inPage === 0) this.#pages.push(new Uint32Array(placesPerPage));
    const page = this.#pages.at(-1);
    if (page) page[inPage] = (this.#blocks.length - 1) * blockBytes + this.#used;
    this.#count += 1;
  }
}
