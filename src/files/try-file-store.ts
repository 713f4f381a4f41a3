import type { FileStore } from '../uploads/ports.ts';

/** Always the same, so that what cannot be deleted is written over. */
const name = 'checks/amend';

/** Writes a small file and deletes it again; rejects where the store takes none. */
export async function tryFileStore(store: Pick<FileStore, 'put' | 'delete'>): Promise<void> {
  await store.put(name, content());
  await store.delete([name]);
}

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('amend');
}
