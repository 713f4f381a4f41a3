import { Client } from 'pg';

interface Options {
  readonly connectionString: string;
  readonly channel: string;
  /** Called at each message, and whenever some may have been missed: after the connection was made, or made anew. */
  readonly onMessage: () => void;
}

/** Between a connection that broke and the next try. */
const againAfterMs = 1_000;
const keepAliveMs = 10_000;
const connectMsMax = 10_000;
/** A network that swallows packets ends no connection; so the connection is asked from time to time. */
const probeEveryMs = 10_000;
const probeMsMax = 5_000;

/**
 * Listens to notifications of the database on a connection of its own, made anew whenever it breaks. Whoever listens looks
 * by himself from time to time as well: where a pooler stands in between, no message ever comes.
 */
export function listen(options: Options): AsyncDisposable {
  const stopping = new AbortController();
  const listening = listenOn(options, stopping.signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await listening;
    },
  };
}

async function listenOn(options: Options, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(options, signal);
    await aborted(signal, againAfterMs);
  }
}

/** Until the connection breaks. Why it did is of no interest: the next statement of anybody tells. */
async function listenOnce({ connectionString, channel, onMessage }: Options, signal: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString,
    application_name: 'amend',
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    connectionTimeoutMillis: connectMsMax,
    query_timeout: probeMsMax,
  });
  const broken = new AbortController();
  client.on('error', () => broken.abort());
  client.on('end', () => broken.abort());
  client.on('notification', onMessage);
  const over = AbortSignal.any([signal, broken.signal]);
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    onMessage();
    while (!over.aborted) {
      await aborted(over, probeEveryMs);
      if (!over.aborted) await client.query('select 1');
    }
  } catch {
    // It broke.
  }
  await client.end().catch(() => undefined);
}

/** When the signal fires, at the latest after `ms`. */
async function aborted(signal: AbortSignal, ms: number): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
