import { onlineManager, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { isOffline } from '../api/api-error.ts';
import { m } from '../messages/messages.ts';
import { Notice } from '../parts/notice.tsx';

/** Says that the service is away, as long as it is, and asks by itself until it is back. */
export function ConnectionNotice() {
  const queries = useQueryClient();
  const isOnline = useSyncExternalStore(
    (tell) => onlineManager.subscribe(tell),
    () => onlineManager.isOnline(),
  );
  const [isLost, setLost] = useState(false);
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ type, query }) => {
        if (type !== 'updated') return;
        if (isOffline(query.state.error ?? query.state.fetchFailureReason)) setLost(true);
        else if (query.state.status === 'success' && query.state.fetchFailureCount === 0) setLost(false);
      }),
    [queries],
  );
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setInterval(() => void queries.refetchQueries({ type: 'active' }), retryMs);
    return () => clearInterval(timer);
  }, [isLost, queries]);
  if (isOnline && !isLost) return null;
  return (
    <Notice kind="warning" title={m.trouble.offlineTitle}>
      {m.trouble.offline}
    </Notice>
  );
}

/** Milliseconds between two questions whether the service is back. */
const retryMs = 3_000;
