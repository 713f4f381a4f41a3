import { findBinaries } from '../../../src/store/embedded/binaries.ts';
import { connectionString, password } from '../../../src/store/embedded/connection.ts';
import { dataDirectory } from '../../../src/store/embedded/data-directory.ts';
import { lockDataDirectory } from '../../../src/store/embedded/data-directory-lock.ts';
import { ensureDatabase } from '../../../src/store/embedded/ensure-database.ts';
import { freePort } from '../../../src/store/embedded/free-port.ts';
import { initializeCluster } from '../../../src/store/embedded/initialize-cluster.ts';
import { prepareInstallation } from '../../../src/store/embedded/installation.ts';
import { startServer } from '../../../src/store/embedded/server-process.ts';
import { serverSettings } from '../../../src/store/embedded/server-settings.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** A PostgreSQL that no other test uses, with an empty database: it can be stopped. */
export interface OwnServer extends AsyncDisposable {
  readonly connectionString: string;
  /** As its operator stops it: connections are ended at once. */
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
// What a test loses when the machine stops is lost anyway.
const notDurable = { fsync: 'off', full_page_writes: 'off', shared_buffers: '32MB' };

export async function startOwnServer(settings: Readonly<Record<string, string | number>> = {}): Promise<OwnServer> {
  await using started = new AsyncDisposableStack();
  const directory = started.use(await temporaryDirectory());
  const lock = started.use(await lockDataDirectory(directory.path, { kind: 'service' }));
  const files = dataDirectory(lock.directory);
  const installation = await prepareInstallation({ files, binaries: await findBinaries(), log: silent });
  const secret = await password(files, false);
  await initializeCluster(installation, secret);
  const port = await freePort();
  const launch = async () =>
    startServer({
      installation,
      logFile: files.logFile,
      settings: { ...serverSettings(port), ...notDurable, ...settings },
      signal: AbortSignal.timeout(60_000),
    });
  let server = await launch();
  started.defer(async () => void (await server.stop()));
  const url = connectionString(port, secret);
  await ensureDatabase(url);
  const stack = started.move();
  return {
    connectionString: url,
    stop: async () => void (await server.stop()),
    async start() {
      server = await launch();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
