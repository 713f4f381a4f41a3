import { hash } from 'node:crypto';
import type { JsonBody } from './json-body.ts';
import { queryPairs } from './query-pairs.ts';

interface Fingerprinted {
  readonly method: string;
  /** As requested, the query included. */
  readonly url: string;
  readonly body: JsonBody | undefined;
}

/** What makes two requests the same one: method, path, the query in any order, and the body byte for byte. */
export function fingerprint({ method, url, body }: Fingerprinted): Buffer {
  const { pairs, faults } = queryPairs(url);
  const [path] = url.split('?', 1);
  const query = pairs.map((pair) => JSON.stringify(pair)).sort();
  const digest = body ? body.digest() : hash('sha256', '');
  return hash('sha256', JSON.stringify([method, path, query, faults, digest]), 'buffer');
}
