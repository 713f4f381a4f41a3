import { standsAt } from './characters.ts';

/** Two to this power. */
const buckets = 256;
/** Documents have some dozens; more than this many are not remembered. */
const namesMax = 1_000;

/**
 * Gives each name one string, without making it anew each time it stands in the document: elements and attributes are
 * mostly names, and few different ones.
 */
export class NameTable {
  #buckets: Entry[][] = emptyBuckets();
  #count = 0;

  read(bytes: Buffer, from: number, end: number): string {
    const hash = ((bytes[from] ?? 0) * 31 + (bytes[end - 1] ?? 0) + (end - from) * 7) % buckets;
    const bucket = this.#buckets[hash] ?? [];
    for (const entry of bucket) {
      if (entry.bytes.length === end - from && standsAt(entry.bytes, bytes, from)) return entry.name;
    }
    return this.#add(bytes.subarray(from, end), bucket);
  }

  #add(bytes: Buffer, bucket: Entry[]): string {
    const name = internalized(bytes.toString('utf8'));
    if (this.#count < namesMax) bucket.push({ bytes: Buffer.from(bytes), name });
    this.#count += 1;
    return name;
  }
}

interface Entry {
  readonly bytes: Buffer;
  readonly name: string;
}

function emptyBuckets(): Entry[][] {
  return Array.from({ length: buckets }, () => []);
}

/** The engine keeps one string for each text that is a key; comparing such strings is comparing two addresses. */
export function internalized(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}
