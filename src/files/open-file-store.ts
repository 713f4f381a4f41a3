import { directoryStore } from './directory-store.ts';
import { filePlace, type FileSettings } from './file-place.ts';
import type { StoredFiles } from './stored-files.ts';

/** Opens the file store that the settings name. */
export async function openFileStore(settings: FileSettings): Promise<StoredFiles> {
  const place = filePlace(settings);
  if (place.kind === 'directory') return directoryStore(place.path);
  const { bucket, prefix } = place;
  // The SDK's many modules are for those who have a bucket: 0.2 s of a start, 30 MB of memory.
  const { s3Store } = await import('./s3-store.ts');
  return s3Store({ bucket, prefix, endpoint: settings.s3Endpoint });
}
