import { randomUUID } from 'node:crypto';
import { lstat, readFile, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './error-code.ts';

/**
 * Makes the symbolic links that an npm package cannot carry, as listed in its `native/pg-symlinks.json`. The package
 * does so in an install script, which npm does not run unasked. Each link is made aside and renamed, so any number of
 * processes may do this at once.
 */
export async function hydrateSymlinks(packageFolder: string): Promise<void> {
  for (const { source, target } of await listedLinks(packageFolder)) {
    const link = path.join(packageFolder, target);
    if (await exists(link)) continue;
    await makeLink(link, path.relative(path.dirname(target), source));
  }
}

async function listedLinks(packageFolder: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(path.join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')) as {
      source: string;
      target: string;
    }[];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

async function makeLink(link: string, destination: string): Promise<void> {
  const draft = `${link}.${randomUUID()}`;
  try {
    await symlink(destination, draft);
    await rename(draft, link);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL that came with the installation lacks the link ${link}, and it cannot be made (${errorCode(error)}): ` +
        `start once as a user who may write there, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}
