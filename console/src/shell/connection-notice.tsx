import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isOffline } from '../api/api-error.ts';
import { m } from '../messages/messages.ts';
import { Notice } from '../parts/notice.tsx';

/** Says that the service is away, as long as it is, and asks by itself until it is back. */
export function ConnectionNotice() {
  const queries = useQueryClient();
  const [isLost, setLost] = useState(false);
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated') return;
        const { action } = event;
        if (action.type === 'success') setLost(false);
        else if ((action.type === 'failed' || action.type === 'error') && isOffline(action.error)) setLost(true);
      }),
    [queries],
  );
  useEffect(() => {
    // The browser only supposes that the service is away: whoever asks knows.
    const ask = (): void => void queries.refetchQueries({ type: 'active' });
    window.addEventListener('offline', ask);
    return () => window.removeEventListener('offline', ask);
  }, [queries]);
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setInterval(() => void queries.refetchQueries({ type: 'active' }), retryMs);
    return () => clearInterval(timer);
  }, [isLost, queries]);
  if (!isLost) return null;
  return (
    <Notice kind="warning" title={m.trouble.offlineTitle}>
      {m.trouble.offline}
    </Notice>
  );
}

/** Milliseconds between two questions whether the service is back. */
const retryMs = 3_000;
