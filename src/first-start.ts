import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from './access/access.ts';
import type { Settings } from './settings/settings.ts';
import type { Database, Tx } from './store/database.ts';

interface FirstStart {
  readonly settings: Settings;
  readonly database: Database;
  readonly access: Pick<Access<Tx>, 'bootstrap'>;
  /** Where a person reads it; null: nobody watches, and the token goes to a file. */
  readonly show: ((text: string) => void) | null;
}

/**
 * On an empty database: makes the root organization and the administrator's token, and gives the token to whoever is
 * there, once. Says where, or nothing when there was nothing to make.
 */
export async function firstStart({ settings, database, access, show }: FirstStart): Promise<string | null> {
  return database.transact(async (tx) => {
    const token = await access.bootstrap(tx);
    if (!token) return null;
    if (show) {
      show(`\nThe administrator's token, shown this once:\n\n    ${token.secret}\n\nKeep it somewhere safe.\n\n`);
      return 'the terminal';
    }
    // Inside the transaction: a token that could not be handed over is not kept.
    return writeToken(settings.dataDir, token.secret);
  });
}

async function writeToken(dataDir: string, secret: string): Promise<string> {
  const file = join(dataDir, 'administrator-token');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return file;
}
