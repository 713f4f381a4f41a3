import { Activity, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { expired, type Session, useSession, useSignIn } from '../api/session.ts';
import { m } from '../messages/messages.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Loading } from '../parts/loading.tsx';
import { ActingFor } from '../api/organization.tsx';
// Before anything is shown.
import './theme.ts';
import { tokenFromAddress } from './token-from-address.ts';

/** Whoever is signed in already never sees it. */
const SignIn = lazy(async () => ({ default: (await import('../pages/sign-in/sign-in.tsx')).SignIn }));

/**
 * What is inside is for who is signed in; everybody else is asked who he is, and comes back to where he was. Where a
 * session ended under a page, the page waits unseen and keeps what was typed: it goes on with whoever it was, and starts
 * anew with somebody else.
 */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data: known, error, refetch } = useSession();
  const signIn = useSignIn();
  const isTakingToken = useTokenFromAddress(signIn);
  const session = useLast(known);
  if (isTakingToken || (known === undefined && !error)) return <Loading label={m.common.loading} />;
  if (known === undefined && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const isAsked = known === null || known === expired;
  return (
    <>
      {isAsked && (
        <Suspense fallback={<Loading label={m.common.loading} />}>
          <SignIn signIn={signIn} hasExpired={known === expired} />
        </Suspense>
      )}
      {session && (
        <Activity mode={isAsked ? 'hidden' : 'visible'}>
          <ActingFor key={identityOf(session)} session={session}>
            {children}
          </ActingFor>
        </Activity>
      )}
    </>
  );
}

/** The session that is, or that was until it ended by itself. */
function useLast(known: ReturnType<typeof useSession>['data']): Session | null {
  const [last, setLast] = useState<Session | null>(null);
  const next = known === expired ? last : (known ?? null);
  if (next !== last) setLast(next);
  return next;
}

/** True: the page was opened by a link with a token in it, which is being taken. */
function useTokenFromAddress({ mutate, isPending, variables }: ReturnType<typeof useSignIn>): boolean {
  useEffect(() => {
    if (tokenFromAddress !== null) mutate({ token: tokenFromAddress });
  }, [mutate]);
  return isPending && variables !== undefined && 'token' in variables && variables.token === tokenFromAddress;
}

/** Somebody else's page starts anew. */
function identityOf({ kind, name, organization }: Session): string {
  return `${kind} ${name} ${organization.id}`;
}
