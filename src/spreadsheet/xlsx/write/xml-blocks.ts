/** UTF-8 takes so many bytes at most for a unit of a text. */
const unitBytesMax = 3;

/**
 * Collects XML, row by row, as bytes. As one text until a block is full it would be thousands of pieces that the engine
 * has to walk at the end, and a large string on the heap.
 */
export class XmlBlocks {
  readonly #blockBytes: number;
  #full: Buffer[] = [];
  #open: Buffer;
  #used = 0;

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
    this.#open = Buffer.allocUnsafeSlow(blockBytes);
  }

  add(xml: string): void {
    const bytesMax = xml.length * unitBytesMax;
    if (this.#open.length - this.#used < bytesMax) this.#next(bytesMax);
    this.#used += this.#open.write(xml, this.#used);
  }

  /** How many blocks are full. */
  get full(): number {
    return this.#full.length;
  }

  /** The blocks that are full. */
  takeFull(): Buffer[] {
    const blocks = this.#full;
    this.#full = [];
    return blocks;
  }

  /** All blocks, the last one however full it is. */
  takeAll(): Buffer[] {
    this.#next(0);
    return this.takeFull();
  }

  #next(bytesMin: number): void {
    if (this.#used > 0) this.#full.push(this.#open.subarray(0, this.#used));
    this.#open = Buffer.allocUnsafeSlow(Math.max(this.#blockBytes, bytesMin));
    this.#used = 0;
  }
}
