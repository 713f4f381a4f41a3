import { useMutationState } from '@tanstack/react-query';
import { isOffline } from '../api/api-error.ts';
import { signOutKey } from '../api/session.ts';
import { m } from '../messages/messages.ts';
import { Notice } from '../parts/notice.tsx';

/** Nobody may leave a computer in the belief that he is signed out of it. */
export function SignOutNotice() {
  const error = useMutationState({
    filters: { mutationKey: signOutKey, exact: true },
    select: (signOut) => signOut.state.error,
  }).at(-1);
  if (!error) return null;
  return (
    <Notice kind="error" title={m.shell.stillSignedIn}>
      {isOffline(error) ? m.shell.signOutOffline : m.shell.signOutRefused(error.message)}
    </Notice>
  );
}
