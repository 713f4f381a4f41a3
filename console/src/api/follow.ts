import { useEffect, useRef, useState } from 'react';
import { ApiError } from './api-error.ts';
import { apiUrl } from './connection.ts';

/** `live`: reports arrive; `lost`: the connection broke and is tried again by itself; `ended`: the last report came. */
export type Following = 'live' | 'lost' | 'ended';

interface Follower<T> {
  readonly onReport: (report: T) => void;
  readonly isFinal: (report: T) => boolean;
  /** Reads what is followed; throws what the service says against it. */
  readonly read: () => Promise<unknown>;
}

/**
 * Follows `…/events` of a batch or an upload: each report is handed on as it comes, also across restarts of the service,
 * until one is final. The browser reconnects by itself and names the last report that it saw; after a refusal, of which it
 * does not tell the reason, `read` asks for the same in the ordinary way, and shows it.
 */
export function useFollow<T>(path: string | null, { onReport, isFinal, read }: Follower<T>): Following {
  const [following, setFollowing] = useState<Following>('live');
  const handlers = useRef({ onReport, isFinal, read });
  useEffect(() => {
    handlers.current = { onReport, isFinal, read };
  });
  useEffect(() => {
    if (path === null) return undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    let isLeft = false;
    const openAgain = async (): Promise<void> => {
      const isRefused = await handlers.current.read().then(() => false, isFinalRefusal);
      if (isLeft) return;
      if (isRefused) setFollowing('ended');
      else retry = setTimeout(open, reconnectMs);
    };
    const open = (): void => {
      source = new EventSource(apiUrl(path));
      source.addEventListener('open', () => setFollowing('live'));
      source.addEventListener('error', () => {
        setFollowing((before) => (before === 'ended' ? before : 'lost'));
        // After a refusal (a restarting service answers 503) the browser gives up.
        if (source.readyState === EventSource.CLOSED) void openAgain();
      });
      for (const name of ['message', 'batch', 'upload']) {
        source.addEventListener(name, (event: MessageEvent<string>) => {
          const report = JSON.parse(event.data) as T;
          handlers.current.onReport(report);
          if (!handlers.current.isFinal(report)) return;
          source.close();
          setFollowing('ended');
        });
      }
    };
    open();
    return () => {
      isLeft = true;
      clearTimeout(retry);
      source.close();
    };
  }, [path]);
  return following;
}

/** True: however often it is asked for, there will be nothing to follow. */
function isFinalRefusal(error: unknown): boolean {
  return error instanceof ApiError && [401, 403, 404].includes(error.status);
}

/** Milliseconds. */
const reconnectMs = 1_000;
