import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { hydrateSymlinks } from './hydrate-symlinks.ts';

/** A PostgreSQL installation. */
export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`, and can be moved as a whole. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

interface Machine {
  readonly platform: string;
  readonly arch: string;
}

const packaged = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/** Finds the PostgreSQL that npm installed for this machine, and makes it whole. */
export async function findBinaries({ platform, arch }: Machine = process): Promise<Binaries> {
  const machine = `${platform}-${arch}`;
  if (!packaged.has(machine)) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${machine}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const folder = packageFolder(`@embedded-postgres/${machine}`);
  await hydrateSymlinks(folder);
  return binariesIn(path.join(folder, 'native'));
}

/** The programs of a PostgreSQL installation. */
export function binariesIn(folder: string): Binaries {
  return { folder, initdb: path.join(folder, 'bin', 'initdb'), postgres: path.join(folder, 'bin', 'postgres') };
}

/** By its folder, not by its exports: those load code that we do not run. */
function packageFolder(name: string): string {
  const searched = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = searched.map((modules) => path.join(modules, name)).find((folder) => existsSync(folder));
  if (found === undefined) {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed (npm leaves it out with --omit=optional): ` +
        `install it, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  return found;
}
