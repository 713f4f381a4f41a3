import type { ServerEvent } from '../route.ts';

interface FramesOptions {
  readonly eventsHeartbeatMs: number;
  readonly eventsRetryMs: number;
  /** Ends the frames. */
  readonly signal: AbortSignal;
  readonly onBreak: (cause: unknown) => void;
}

/**
 * Events as they go over the wire, with a comment now and then while there are none, by which both ends notice that the
 * other is gone. Whatever ends the frames, the events' iterable is returned.
 */
export async function* eventFrames(events: AsyncIterable<ServerEvent>, options: FramesOptions): AsyncGenerator<string> {
  const { eventsRetryMs, onBreak } = options;
  const iterator = events[Symbol.asyncIterator]();
  try {
    yield `retry: ${eventsRetryMs}\n\n`;
    for (let next = iterator.next(); ; next = iterator.next()) {
      let event = await soonOr(next, options);
      for (; event === 'silence'; event = await soonOr(next, options)) yield ':\n\n';
      if (event === 'over' || event.done === true) return;
      yield frame(event.value);
    }
  } catch (cause) {
    onBreak(cause);
    throw cause;
  } finally {
    // Not waited for: it may be in the middle of waiting for its next event.
    iterator.return?.().catch(() => {});
  }
}

async function soonOr<T>(
  next: Promise<T>,
  { eventsHeartbeatMs, signal }: FramesOptions,
): Promise<T | 'silence' | 'over'> {
  const { promise: instead, resolve } = Promise.withResolvers<'silence' | 'over'>();
  const timer = setTimeout(() => resolve('silence'), eventsHeartbeatMs);
  const onAbort = () => resolve('over');
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([instead, next]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** JSON has no line breaks of its own, so the data is one line. */
function frame({ id, event, data }: ServerEvent): string {
  const head = [id === undefined ? '' : `id: ${line(id)}\n`, event === undefined ? '' : `event: ${line(event)}\n`];
  return `${head.join('')}data: ${JSON.stringify(data)}\n\n`;
}

function line(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error('The id and the name of an event are one line.');
  return text;
}
