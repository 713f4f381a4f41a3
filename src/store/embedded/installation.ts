import { chmod } from 'node:fs/promises';
import type { Binaries } from './binaries.ts';
import { clusterPlace, ownCluster } from './cluster-place.ts';
import type { DataDirectory } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Log } from './log.ts';
import { copyBinariesOut, moveClusterOut } from './reachable-place.ts';
import { runProgram } from './run-program.ts';
import { runnersFor } from './runners.ts';
import type { Runner } from './runners.ts';

/** All that is needed to run a server: which programs, how, and on which folder. */
export interface Installation {
  readonly runner: Runner;
  readonly binaries: Binaries;
  readonly cluster: string;
  /** The major version of the programs. */
  readonly major: number;
}

interface Wanted {
  readonly files: DataDirectory;
  readonly binaries: Binaries;
  readonly log: Log;
}

/** Finds a way to run PostgreSQL that reaches both its programs and the data directory; makes one if there is none. */
export async function prepareInstallation({ files, binaries, log }: Wanted): Promise<Installation> {
  const runners = await runnersFor(files.path);
  const troubles: string[] = [];
  for (const runner of runners) {
    const cluster = await clusterPlace(files);
    try {
      const major = await tryOut(runner, binaries, files.path);
      if (troubles.length > 0) log.warn({ troubles }, `the embedded database runs ${runner.name}`);
      await ownCluster(cluster, runner, log);
      return { runner, binaries, cluster, major };
    } catch (error) {
      if (error instanceof EmbeddedPostgresError) throw error;
      troubles.push(`${runner.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return moveOut({ files, binaries, log }, { runner: runners.findLast((runner) => runner.foreign), troubles });
}

/** The last resort, as root: programs and cluster go to a place that another user reaches. */
async function moveOut(
  { files, binaries, log }: Wanted,
  { runner, troubles }: { runner: Runner | undefined; troubles: string[] },
): Promise<Installation> {
  if (runner === undefined) throw cannotRun(troubles);
  try {
    const copied = await copyBinariesOut(binaries, log);
    const cluster = await moveClusterOut(files, log);
    const major = majorVersion(await runProgram(runner.launch(copied.postgres, ['--version'])));
    log.warn({ troubles, cluster }, `the embedded database runs ${runner.name} and keeps its files in ${cluster}`);
    await ownCluster(cluster, runner, log);
    return { runner, binaries: copied, cluster, major };
  } catch (error) {
    throw cannotRun([...troubles, String(error)]);
  }
}

/** Runs the server program from within the data directory, as it will be run; returns its major version. */
async function tryOut(runner: Runner, { postgres }: Binaries, directory: string): Promise<number> {
  // Another user may pass through the data directory; what lies in it is closed (0600, 0700).
  if (runner.foreign) await chmod(directory, 0o711);
  try {
    const script = 'cd -- "$1" && exec "$2" --version';
    return majorVersion(await runProgram(runner.launch('/bin/sh', ['-c', script, 'sh', directory, postgres])));
  } catch (error) {
    if (runner.foreign) await chmod(directory, 0o700);
    throw error;
  }
}

function majorVersion(output: string): number {
  const major = Number(/\) (\d+)/.exec(output)?.[1]);
  if (!Number.isInteger(major)) throw new Error(`unknown version of PostgreSQL: ${output}`);
  return major;
}

function cannotRun(troubles: readonly string[]): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot be run here (${troubles.join('; ')}): set DATABASE_URL to a PostgreSQL of your own.`,
  );
}
