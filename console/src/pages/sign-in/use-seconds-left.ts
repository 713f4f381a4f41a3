import { useEffect, useState } from 'react';
import { ApiError } from '../../api/api-error.ts';

/** Milliseconds between two looks at the clock. */
const tickMs = 1_000;

/** For how long the service takes no further try, counted down; 0: it takes one. */
export function useSecondsLeft(error: Error | null, submittedAt: number): number {
  const seconds = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0;
  const until = submittedAt + seconds * 1_000;
  const [now, setNow] = useState(Date.now);
  const left = seconds === 0 ? 0 : Math.max(0, Math.ceil((until - Math.max(now, submittedAt)) / 1_000));
  const isWaiting = left > 0;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return left;
}
