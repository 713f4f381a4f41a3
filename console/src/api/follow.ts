import { useEffect, useRef, useState } from 'react';
import { apiUrl } from './connection.ts';

/** `live`: reports arrive; `lost`: the connection broke and is tried again by itself; `ended`: the last report came. */
export type Following = 'live' | 'lost' | 'ended';

/**
 * Follows `…/events` of a batch or an upload: each report is handed on as it comes, also across restarts of the service,
 * until one is final. The browser reconnects by itself and names the last report that it saw.
 */
export function useFollow<T>(
  path: string | null,
  { onReport, isFinal }: { onReport: (report: T) => void; isFinal: (report: T) => boolean },
): Following {
  const [following, setFollowing] = useState<Following>('live');
  const handlers = useRef({ onReport, isFinal });
  useEffect(() => {
    handlers.current = { onReport, isFinal };
  });
  useEffect(() => {
    if (path === null) return undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    const open = (): void => {
      source = new EventSource(apiUrl(path));
      source.addEventListener('open', () => setFollowing('live'));
      source.addEventListener('error', () => {
        setFollowing((before) => (before === 'ended' ? before : 'lost'));
        // After a refusal (a restarting service answers 503) the browser gives up; we do not.
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, reconnectMs);
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
      clearTimeout(retry);
      source.close();
    };
  }, [path]);
  return following;
}

/** Milliseconds. */
const reconnectMs = 1_000;
