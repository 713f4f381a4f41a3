import { uploadLimits } from '../limits.ts';

/** Places of the table, twice as many as there may be texts: so few of them collide. */
const slotsMax = 2 ** 21;

/**
 * Numbers texts: the same text always has the same number, from 0 in the order of their first coming. Holds 64 bits of
 * each and not the text, so a million of them take 16 MB, and fewer less: two different texts of a file
 * are taken for one in less than one of ten million files of a million rows, whatever somebody writes into them, because
 * the seed is drawn anew for each.
 */
export class SeenTexts {
  /** The number of the text that is there, and one more; 0: none. */
  readonly #slots = new Uint32Array(slotsMax);
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #seedHigh: number;
  readonly #seedLow: number;
  #count = 0;

  constructor(seed: Uint8Array, textsMax: number = uploadLimits.rowsMax) {
    const words = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
    this.#seedHigh = words.getInt32(0);
    this.#seedLow = words.getInt32(4);
    this.#high = new Uint32Array(textsMax);
    this.#low = new Uint32Array(textsMax);
  }

  /** How many different texts have come. */
  get count(): number {
    return this.#count;
  }

  numberOf(text: string): number {
    let high = this.#seedHigh;
    let low = this.#seedLow;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      high = Math.imul(high ^ unit, 0x9e3779b1);
      high = (high << 13) | (high >>> 19);
      low = Math.imul(low ^ unit, 0x85ebca6b);
      low = (low << 15) | (low >>> 17);
    }
    return this.#find(mixed(high ^ Math.imul(low, 0x27d4eb2f)), mixed(low ^ text.length));
  }

  #find(high: number, low: number): number {
    for (let slot = low & (slotsMax - 1); ; slot = (slot + 1) & (slotsMax - 1)) {
      const number = (this.#slots[slot] as number) - 1;
      if (number === -1) return this.#add(slot, high, low);
      if (this.#high[number] === high && this.#low[number] === low) return number;
    }
  }

  #add(slot: number, high: number, low: number): number {
    const number = this.#count;
    if (number === this.#high.length) throw new Error('more texts than there is room for');
    this.#high[number] = high;
    this.#low[number] = low;
    this.#slots[slot] = number + 1;
    this.#count += 1;
    return number;
  }
}

/** Every bit of the result depends on every bit. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
