import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { parseJson } from '../json/parse-json.ts';

/**
 * Text, deflated, for what is written with every chunk and read rarely: history, outcomes, keys. Level 1: against zstd it
 * takes 1.9 instead of 1.3 ms for 2,500 changes and is a stable part of Node (docs/decisions/0003-packed-history.md).
 */
export function packText(text: string): Buffer {
  return deflateRawSync(text, { level: 1 });
}

const deflate = promisify<string | Uint8Array, object, Buffer>(deflateRaw);

/** The same in the thread pool, while the caller goes on: for what is large. */
export async function packTextAside(text: string | Uint8Array): Promise<Buffer> {
  return deflate(text, { level: 1 });
}

export function unpackBytes(packed: Uint8Array): Uint8Array {
  return inflateRawSync(packed);
}

export function unpackText(packed: Uint8Array): string {
  return inflateRawSync(packed).toString();
}

/** A byte a row (`rowKinds`). */
export function packKinds(kinds: Uint8Array): Buffer {
  return deflateRawSync(kinds, { level: 1 });
}

export function pack(value: unknown): Buffer {
  return packText(JSON.stringify(value));
}

export function unpack<T>(packed: Uint8Array): T {
  return parseJson(unpackText(packed)) as T;
}
