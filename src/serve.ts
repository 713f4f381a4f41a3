import { createLogger } from './http/logger.ts';
import { startService } from './service.ts';
import type { Settings } from './settings/settings.ts';

/** Runs the service until it is told to stop: then what runs is answered first, and the database stops last. */
export async function serve(settings: Settings, stop: AbortSignal): Promise<void> {
  const log = createLogger({ level: settings.logLevel });
  const isTerminal = process.stderr.isTTY;
  const show = isTerminal ? (text: string) => void process.stderr.write(text) : null;
  const service = await startService({ settings, log, show, signal: stop });
  show?.(`Amend's page is at ${service.url}, the reference of its API at ${service.url}/docs. Ctrl-C stops it.\n`);
  await aborted(stop);
  log.info({}, 'stopping: running requests are answered first');
  await service[Symbol.asyncDispose]();
  log.info({}, 'stopped');
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
