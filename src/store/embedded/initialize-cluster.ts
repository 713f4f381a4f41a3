import { randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clusterVersion } from './cluster-place.ts';
import { databaseUser } from './connection.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Installation } from './installation.ts';
import { runProgram } from './run-program.ts';
import { syncDirectory } from './write-whole-file.ts';

/** Makes the cluster unless it stands. It is made under another name, so whatever stands under its own is whole. */
export async function initializeCluster(installation: Installation, password: string): Promise<'made' | 'found'> {
  const { cluster, major } = installation;
  const found = await clusterVersion(cluster);
  if (found === major) return 'found';
  if (found !== null) {
    throw new EmbeddedPostgresError(
      `The database in ${cluster} was made by PostgreSQL ${found} and the one installed is ${major}: ` +
        `start the version of Amend that made it, dump its database, and load that into a new data directory.`,
    );
  }
  await removeDrafts(cluster);
  const draft = `${cluster}.draft-${randomUUID()}`;
  await initialize(installation, { draft, password });
  await rename(draft, cluster);
  await syncDirectory(path.dirname(cluster));
  return 'made';
}

/** What is left where a process was killed while it made a cluster. Its initdb may still be at it, hence the tries. */
async function removeDrafts(cluster: string): Promise<void> {
  const parent = path.dirname(cluster);
  const drafts = (await readdir(parent)).filter((name) => name.startsWith(`${path.basename(cluster)}.draft-`));
  await Promise.all(
    drafts.map((name) => rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 20 })),
  );
}

async function initialize(
  { runner, binaries, major }: Installation,
  { draft, password }: { draft: string; password: string },
): Promise<void> {
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (runner.foreign) await Promise.all([chown(draft, runner.uid, -1), chown(passwordFile, runner.uid, -1)]);
    await runProgram(runner.launch(binaries.initdb, initdbArguments(draft, passwordFile, major)));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `The database could not be made in ${path.dirname(draft)}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbArguments(folder: string, passwordFile: string, major: number): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${databaseUser}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--data-checksums',
    '--encoding=UTF8',
    // The same order and the same letters on every machine, whatever its locales.
    '--no-locale',
    ...(major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
    '--no-instructions',
  ];
}
