import type { SpoolRecord } from '../../uploads/ports.ts';
import { aroundLines, type FieldPlaces, lineBegin, lineEnd, recordLine } from './record-lines.ts';
import { sortKeys } from './sort-keys.ts';

/** A part of a run, in the order of its keys. */
export interface RecordPack {
  readonly firstKey: Buffer;
  readonly lastKey: Buffer;
  readonly count: number;
  readonly text: Buffer;
}

export interface RunSize {
  /** Bytes of a run's lines. */
  readonly bytesMax: number;
  /** Records of one of its packs. */
  readonly packRecordsMax: number;
  /** Bytes of the lines of a pack; one record is taken whatever its size. */
  readonly packBytesMax: number;
}

/** The shortest line is about as long. */
const lineBytesMin = 16;
/** UTF-8 takes so many bytes at most for a unit of a text. */
const unitBytesMax = 3;

/**
 * Records until they fill a run: as lines of text in one buffer, outside the heap. As objects they would fill it, and
 * each would be copied twice before it is old enough to be left alone.
 */
export class RunBuffer {
  readonly #size: RunSize;
  readonly #recordsMax: number;
  readonly #places: FieldPlaces = new Map();
  #lines: Buffer;
  #keys: Buffer;
  /** Where the lines, and the keys, begin; the entry after the last one is where they end. */
  readonly #lineStarts: Uint32Array;
  readonly #keyStarts: Uint32Array;
  #count = 0;

  constructor(size: RunSize) {
    this.#size = size;
    this.#recordsMax = Math.ceil(size.bytesMax / lineBytesMin);
    this.#lines = Buffer.allocUnsafeSlow(size.bytesMax);
    this.#keys = Buffer.allocUnsafeSlow(Math.ceil(size.bytesMax / 2));
    this.#lineStarts = new Uint32Array(this.#recordsMax + 1);
    this.#keyStarts = new Uint32Array(this.#recordsMax + 1);
  }

  /** False: there is no room for it until the run is taken. An empty buffer takes any record. */
  add(record: SpoolRecord): boolean {
    const line = recordLine(record, this.#places);
    if (!this.#hasRoom(line, record.key)) {
      if (this.#count > 0) return false;
      this.#lines = Buffer.allocUnsafeSlow(bytesAtMost(line));
      this.#keys = Buffer.allocUnsafeSlow(Math.max(this.#keys.length, record.key.length * unitBytesMax));
    }
    const keyStart = this.#keyStarts[this.#count] as number;
    let at = this.#lineStarts[this.#count] as number;
    this.#lines[at++] = lineBegin;
    at += this.#lines.write(line, at);
    this.#lines[at++] = lineEnd;
    this.#count += 1;
    this.#lineStarts[this.#count] = at;
    this.#keyStarts[this.#count] = keyStart + this.#keys.write(record.key, keyStart);
    return true;
  }

  /** The packs of all records that it holds, which it then holds no more. Take all of them before the next is added. */
  *take(): Generator<RecordPack> {
    const order = sortKeys({ bytes: this.#keys, starts: this.#keyStarts, count: this.#count });
    const around = aroundLines(this.#places).map((text) => Buffer.from(text)) as [Buffer, Buffer];
    for (let from = 0; from < order.length;) {
      const until = this.#endOfPack(order, from);
      yield this.#pack(order.subarray(from, until), around);
      from = until;
    }
    this.#count = 0;
    this.#places.clear();
  }

  #hasRoom(line: string, key: string): boolean {
    const lineRoom = this.#lines.length - (this.#lineStarts[this.#count] as number);
    const keyRoom = this.#keys.length - (this.#keyStarts[this.#count] as number);
    return this.#count < this.#recordsMax && bytesAtMost(line) <= lineRoom && key.length * unitBytesMax <= keyRoom;
  }

  #endOfPack(order: Uint32Array, from: number): number {
    const { packRecordsMax, packBytesMax } = this.#size;
    let bytes = 0;
    let at = from;
    while (at < order.length && at - from < packRecordsMax) {
      bytes += this.#lineLength(order[at] as number);
      if (at > from && bytes > packBytesMax) break;
      at += 1;
    }
    return at;
  }

  #pack(places: Uint32Array, [before, after]: readonly [Buffer, Buffer]): RecordPack {
    let length = before.length + after.length;
    for (const place of places) length += this.#lineLength(place);
    const text = Buffer.allocUnsafeSlow(length);
    let at = before.copy(text);
    for (const place of places) {
      at += this.#lines.copy(text, at, this.#lineStarts[place], this.#lineStarts[place + 1]);
    }
    after.copy(text, at);
    const [first, last] = [places[0] as number, places[places.length - 1] as number];
    return { firstKey: this.#key(first), lastKey: this.#key(last), count: places.length, text };
  }

  #lineLength(place: number): number {
    return (this.#lineStarts[place + 1] as number) - (this.#lineStarts[place] as number);
  }

  /** A copy: the buffer is written anew. */
  #key(place: number): Buffer {
    return Buffer.from(this.#keys.subarray(this.#keyStarts[place], this.#keyStarts[place + 1]));
  }
}

function bytesAtMost(line: string): number {
  return line.length * unitBytesMax + 2;
}
