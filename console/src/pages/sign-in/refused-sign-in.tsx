import { ApiError, isOffline } from '../../api/api-error.ts';
import { formatDuration } from '../../format/date.ts';
import { m } from '../../messages/messages.ts';
import type { Way } from './remembered-way.ts';

interface RefusedSignInProps {
  readonly error: Error;
  readonly way: Way;
  readonly secondsLeft: number;
}

/** Why one is not in, and what to do about it. */
export function RefusedSignIn({ error, way, secondsLeft }: RefusedSignInProps) {
  if (isOffline(error)) return `${m.trouble.offlineTitle}. ${m.signIn.offline}`;
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 401) return way === 'password' ? m.signIn.refusedPassword : m.signIn.refused;
  if (error.status !== 429 && error.status !== 503) return error.message;
  return secondsLeft > 0 ? (
    <>
      {m.signIn.tooMany} {/* Read aloud once, not every second. */}
      <span role="timer" aria-live="off">
        {m.signIn.tryAgainIn(formatDuration(secondsLeft))}
      </span>
    </>
  ) : (
    m.signIn.tryNow
  );
}
