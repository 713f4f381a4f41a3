import { hash } from 'node:crypto';
import { queryPairs } from './query-pairs.ts';

interface Fingerprinted {
  readonly method: string;
  /** As requested, the query included. */
  readonly url: string;
  /** SHA-256 of the body: of its bytes, or of its parts' names and contents, whatever lies between them. */
  readonly digest: string | undefined;
}

/** What makes two requests the same one: method, path, the query in any order, and the body. */
export function fingerprint({ method, url, digest }: Fingerprinted): Buffer {
  const { pairs, faults } = queryPairs(url);
  const [path] = url.split('?', 1);
  const query = pairs.map((pair) => JSON.stringify(pair)).sort();
  return hash('sha256', JSON.stringify([method, path, query, faults, digest ?? hash('sha256', '')]), 'buffer');
}
