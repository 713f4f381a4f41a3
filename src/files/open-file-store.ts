import { join, resolve } from 'node:path';
import { directoryStore } from './directory-store.ts';
import type { StoredFiles } from './stored-files.ts';

interface FileSettings {
  readonly dataDir: string;
  /** A directory, or `s3://bucket/prefix`; null: in the data directory. */
  readonly files: string | null;
  readonly s3Endpoint: string | null;
}

/** Opens the file store that the settings name. */
export async function openFileStore({ dataDir, files, s3Endpoint }: FileSettings): Promise<StoredFiles> {
  if (files === null) return directoryStore(join(dataDir, 'files'));
  if (!files.startsWith('s3:')) return directoryStore(resolve(files));
  const { hostname: bucket, pathname } = new URL(files);
  const prefix = pathname.replace(/^\/+/, '').replace(/\/*$/, '/').replace(/^\/$/, '');
  // The SDK's many modules are for those who have a bucket: 0.2 s of a start, 30 MB of memory.
  const { s3Store } = await import('./s3-store.ts');
  return s3Store({ bucket, prefix, endpoint: s3Endpoint });
}
