import { join, resolve } from 'node:path';

export interface FileSettings {
  readonly dataDir: string;
  /** A directory, or `s3://bucket/prefix`; null: in the data directory. */
  readonly files: string | null;
  readonly s3Endpoint: string | null;
}

/** Where the file store is. */
export type FilePlace =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** Where the settings say that it is. */
export function filePlace({ dataDir, files }: Pick<FileSettings, 'dataDir' | 'files'>): FilePlace {
  if (files === null) return { kind: 'directory', path: join(dataDir, 'files') };
  if (!files.startsWith('s3:')) return { kind: 'directory', path: resolve(files) };
  const { hostname: bucket, pathname } = new URL(files);
  const prefix = pathname.replace(/^\/+/, '').replace(/\/*$/, '/').replace(/^\/$/, '');
  return { kind: 's3', bucket, prefix };
}
