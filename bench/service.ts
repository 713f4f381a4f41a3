import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../src/store/embedded/free-port.ts';
import { type Child, startChild } from './child.ts';

interface ServiceOptions {
  /** null: its own embedded server in `directory`. */
  readonly connectionString: string | null;
  /** Its data directory. */
  readonly directory: string;
  readonly profileDirectory: string | null;
  readonly signal: AbortSignal;
}

/** Microseconds between two samples of a profile. */
const profileEvery = 250;

/** Starts the service as it is started for use. Settings of this process's environment hold for it too. */
export async function startService(options: ServiceOptions): Promise<Child> {
  const { connectionString, directory, profileDirectory, signal } = options;
  const port = await freePort();
  const profile = ['--cpu-prof', `--cpu-prof-interval=${profileEvery}`, `--cpu-prof-dir=${profileDirectory}`];
  const start = await startCommand();
  return startChild({
    script: '../src/main.ts',
    nodeOptions: [...start.options, ...(profileDirectory === null ? [] : profile)],
    environment: {
      AMEND_LOG_LEVEL: 'warn',
      ...start.environment,
      ...process.env,
      DATABASE_URL: connectionString ?? undefined,
      AMEND_DATA_DIR: directory,
      HOST: '127.0.0.1',
      PORT: String(port),
    },
    url: `http://127.0.0.1:${port}`,
    readyPath: '/readyz',
    signal,
  });
}

/** What `npm start` gives to Node: its options, and what goes into the environment. */
async function startCommand(): Promise<{ options: string[]; environment: Record<string, string> }> {
  const { scripts } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  const words = scripts.start.split(' ');
  const settings = words.slice(0, words.indexOf('node')).map((word) => word.split('=', 2));
  return { options: words.filter((word) => word.startsWith('--')), environment: Object.fromEntries(settings) };
}

/** The token that the first start on a database left for the administrator. */
export async function administratorToken(directory: string): Promise<string> {
  return (await readFile(path.join(directory, 'administrator-token'), 'utf8')).trim();
}
