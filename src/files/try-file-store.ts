import { randomUUID } from 'node:crypto';
import type { FileStore } from '../uploads/ports.ts';

/** Writes a small file and deletes it again; rejects where the store takes none. */
export async function tryFileStore(store: Pick<FileStore, 'put' | 'delete'>): Promise<void> {
  const name = `checks/${randomUUID()}`;
  await store.put(name, content());
  await store.delete([name]);
}

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('amend');
}
