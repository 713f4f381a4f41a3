import { ApiError, isOffline } from '../api/api-error.ts';
import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** In the place of what could not be read: the service's own sentence, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const title = isOffline(error) ? m.trouble.offlineTitle : error.message;
  return (
    <Notice kind="error" title={title} actions={onRetry && <Button onClick={onRetry}>{m.common.retry}</Button>}>
      {isOffline(error) ? m.trouble.offline : <Faults error={error} />}
    </Notice>
  );
}

/** What is wrong with a request, a sentence each; and the id that the service's log knows it by. */
export function Faults({ error }: { error: Error }) {
  if (!(error instanceof ApiError)) return null;
  return (
    <>
      {error.faults.length > 0 && (
        <ul>
          {error.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {error.status >= 500 && error.requestId !== null && <small>{m.trouble.requestId(error.requestId)}</small>}
    </>
  );
}
