import { randomBytes } from 'node:crypto';
import type { FileReader } from './doors/api/file-ports.ts';
import { type FileLinks, fileLinks, organizationOf } from './files/file-links.ts';
import { incomingFiles } from './files/incoming-files.ts';
import { openFileStore } from './files/open-file-store.ts';
import type { StoredFiles } from './files/stored-files.ts';
import type { IncomingFiles } from './http/ports.ts';
import type { Settings } from './settings/settings.ts';
import type { Database } from './store/database.ts';
import { findFile, incomingRows } from './store/files.ts';
import { serviceSecret } from './store/secrets.ts';

interface Options {
  readonly settings: Settings;
  readonly database: Database;
  /** Where others reach the service. */
  readonly origin: () => string;
}

export interface OpenFiles {
  readonly store: StoredFiles;
  readonly links: FileLinks;
  readonly incoming: IncomingFiles;
  /** For the operation that links open. */
  readonly reader: FileReader;
}

/** The file store, what comes into it, and the links by which others open what lies there. */
export async function openFiles({ settings, database, origin }: Options): Promise<OpenFiles> {
  const store = await openFileStore(settings);
  const key = await serviceSecret(database, 'file-links', () => randomBytes(keyBytes));
  const links = fileLinks({ key, origin });
  return {
    store,
    links,
    incoming: incomingFiles(store, incomingRows(database, settings.filesDays)),
    reader: {
      find: (file) => findFile(database, file),
      read: (storedAs) => store.read(storedAs),
      isOurs: (link) => links.isOurs(link),
      organizationOf,
    },
  };
}

const keyBytes = 32;
