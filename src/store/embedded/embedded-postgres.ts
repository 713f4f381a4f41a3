import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { clusterPlace, clusterVersion } from './cluster-place.ts';
import { connectionString, password } from './connection.ts';
import { dataDirectory } from './data-directory.ts';
import type { DataDirectoryLock } from './data-directory-lock.ts';
import { ensureDatabase } from './ensure-database.ts';
import { initializeCluster } from './initialize-cluster.ts';
import { prepareInstallation } from './installation.ts';
import type { Log } from './log.ts';
import { superviseServer } from './supervised-server.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** A PostgreSQL server of our own in a data directory. It is kept running until it is disposed of. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of the database `amend`; valid as long as this lives, also after the server died and was started again. */
  readonly connectionString: string;
  readonly port: number;
  /** The server's process at present. */
  readonly pid: number;
}

interface EmbeddedPostgresOptions {
  /** The right to work on the data directory; dispose of it after the server. */
  readonly lock: DataDirectoryLock;
  readonly log: Log;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
  /** Settings of the server beyond ours, by PostgreSQL's names. Only tests give some. */
  readonly serverSettings?: Readonly<Record<string, string | number>>;
  /** Another PostgreSQL than the one installed with Amend. Only tests give one. */
  readonly binaries?: Binaries;
}

/**
 * Starts the embedded PostgreSQL of a data directory, making its cluster the first time. Whatever an earlier process
 * left (a running server, backends of a killed one, a stale pid file, half a cluster) is cleared first.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { lock, log, signal } = options;
  const files = dataDirectory(lock.directory);
  const binaries = options.binaries ?? (await findBinaries());
  const installation = await prepareInstallation({ files, binaries, log });
  const clusterExists = (await clusterVersion(await clusterPlace(files))) !== null;
  const secret = await password(files, clusterExists);
  if (!clusterExists) log.info({ cluster: installation.cluster }, 'making the database (first start only)');
  await initializeCluster(installation, secret);
  signal?.throwIfAborted();

  const settings = options.serverSettings ?? {};
  const server = await superviseServer({ installation, logFile: files.logFile, settings, log, signal });
  try {
    const url = connectionString(server.port, secret);
    await ensureDatabase(url);
    await writeWholeFile(files.portFile, `${server.port}\n`);
    lock.announce({ connectionPort: server.port });
    return embeddedPostgres(url, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function embeddedPostgres(url: string, server: SupervisedServer): EmbeddedPostgres {
  return {
    connectionString: url,
    port: server.port,
    get pid() {
      return server.pid;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
