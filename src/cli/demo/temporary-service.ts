import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createLogger } from '../../http/logger.ts';
import { startService } from '../../service.ts';
import { readSettings } from '../../settings/settings.ts';
import { clusterPlace } from '../../store/embedded/cluster-place.ts';
import { dataDirectory } from '../../store/embedded/data-directory.ts';
import { CommandError } from '../command-error.ts';
import { reasonOf } from '../describe-failure.ts';

/** A service on a data directory of its own; when it goes, so does the directory. */
export interface TemporaryService extends AsyncDisposable {
  readonly url: string;
  readonly directory: string;
  readonly logFile: string;
  readonly administratorToken: string;
}

/** Starts it on a free port, with its own PostgreSQL, whatever the environment says. */
export async function startTemporaryService(signal: AbortSignal): Promise<TemporaryService> {
  await using started = new AsyncDisposableStack();
  const directory = await makeDirectory();
  started.defer(() => removeDirectory(directory));
  const settings = readSettings({ AMEND_DATA_DIR: directory, PORT: '0', HOST: '127.0.0.1' });
  const logFile = join(directory, 'service.log');
  const stream = createWriteStream(logFile, { mode: 0o600 });
  started.defer(() => finished(stream.end()));
  const log = createLogger({ level: 'info', stream });
  const { url } = started.use(await startService({ settings, log, show: null, signal }));
  const administratorToken = (await readFile(join(directory, 'administrator-token'), 'utf8')).trim();
  const kept = started.move();
  return { url, directory, logFile, administratorToken, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function makeDirectory(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'amend-demo-'));
  } catch (cause) {
    throw new CommandError(`No temporary directory can be made: ${reasonOf(cause)}.`, { cause });
  }
}

async function removeDirectory(directory: string): Promise<void> {
  // Elsewhere only where the database's user cannot reach the temporary directory.
  const cluster = await clusterPlace(dataDirectory(directory));
  for (const place of [cluster, directory]) await rm(place, { recursive: true, force: true, maxRetries: 20 });
}
