import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isOffline } from './api-error.ts';
import { expired, sessionKey } from './session.ts';

/** Tries of a read that did not reach the service, before the page says so. */
const triesMax = 2;

/**
 * A browser that takes itself for offline is often wrong, and what it held back would be sent by itself later, when nobody
 * looks any more: whatever is asked is asked at once, and either arrives or fails.
 */
const networkMode = 'always';

/** What the pages read, for as long as it is fresh. A refusal is final; only what never arrived is tried again. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: askWhoItIs }),
  mutationCache: new MutationCache({
    // Who gives a wrong password has not lost the session that he may still have.
    onError: (error, ...[, , { options }]) => options.mutationKey?.[0] !== sessionKey[0] && askWhoItIs(error),
  }),
  defaultOptions: {
    queries: {
      networkMode,
      refetchOnReconnect: true,
      staleTime: 5_000,
      retry: (failures, error) => failures < triesMax && (isOffline(error) || isBusy(error)),
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode, retry: false },
  },
});

/** Whatever is refused for want of a session leads to the sign-in, over the page as it stands. */
function askWhoItIs(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) return;
  queryClient.setQueryData(sessionKey, (before) => (before === undefined || before === null ? before : expired));
}

function isBusy(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 503 || error.status === 429);
}
