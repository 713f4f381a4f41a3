import { m } from '../../messages/messages.ts';
import type { Batch } from './batch-words.ts';

type BatchFile = Batch['files'][number];

/** What is in a file, in words. */
export function nameOfFile({ kind }: BatchFile): string {
  return new Map(Object.entries(m.batches.files)).get(kind) ?? kind;
}

/** The service's own link, at the address by which this page reached it: behind a proxy it may know itself by another. */
export function linkOf({ url }: BatchFile): string {
  const { pathname, search } = new URL(url, location.origin);
  return pathname + search;
}
