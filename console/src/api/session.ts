import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { api } from './api.ts';
import { connection } from './connection.ts';

export type Scope =
  | 'campaigns:read'
  | 'campaigns:write'
  | 'customers:read'
  | 'customers:write'
  | 'batches:read'
  | 'admin';

/** Who is signed in, and what he may do. */
export interface Session {
  readonly kind: 'token' | 'user';
  readonly name: string;
  readonly organization: {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly parent: string | null;
  };
  readonly scopes: readonly Scope[];
  readonly csrfToken: string;
  readonly expiresAt: string;
}

export type Credentials = { readonly token: string } | { readonly email: string; readonly password: string };

export const sessionKey = ['session'] as const;

/** In the place of a session that ended while its page was open: whoever signs in again goes on where he was. */
export const expired = 'expired';

type Known = Session | typeof expired | null;

/** The session of this browser; null: nobody is signed in; undefined: not known yet. */
export function useSession() {
  return useQuery<Known>({
    queryKey: sessionKey,
    queryFn: readSession,
    staleTime: Infinity,
    refetchOnWindowFocus: 'always',
  });
}

/** Signs in; the browser keeps the cookie, which no script can read. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: sessionKey,
    // An answer from before would say that nobody is signed in.
    onMutate: async () => queries.cancelQueries({ queryKey: sessionKey, exact: true }),
    mutationFn: async (credentials: Credentials) => {
      const { data } = await api.post('/api/v1/session', { body: credentials });
      return data;
    },
    onSuccess: (session) => {
      connection.csrfToken = session.csrfToken;
      queries.setQueryData(sessionKey, session);
      // What was refused meanwhile is asked anew.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    },
  });
}

/** Of the last try to sign out. */
export const signOutKey = [...sessionKey, 'end'] as const;

/** Ends the session, and forgets all that was read with it; where it does not end, all stays as it is. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: signOutKey,
    // What is still on its way would only be refused.
    onMutate: async () => queries.cancelQueries(),
    mutationFn: endSession,
    // The cookie lives: what was called off is wanted after all.
    onError: () => void queries.invalidateQueries(),
    onSuccess: () => {
      connection.csrfToken = null;
      connection.organization = null;
      // First the page goes, then what it was made of: the session itself has to stay watched.
      queries.setQueryData(sessionKey, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey.length > 1 || queryKey[0] !== sessionKey[0] });
    },
  });
}

async function readSession({ signal, client }: { signal: AbortSignal; client: QueryClient }): Promise<Known> {
  const before = client.getQueryData<Known>(sessionKey);
  const found = await askSession(signal);
  const now = client.getQueryData<Known>(sessionKey);
  // Somebody signed in or out while it was asked: what was asked before no longer counts.
  if (now !== undefined && now !== before) return now;
  connection.csrfToken = found?.csrfToken ?? null;
  return found ?? (before ? expired : null);
}

/** Whoever is refused for want of a session has none, as he wished. */
async function endSession(): Promise<void> {
  try {
    await api.delete('/api/v1/session');
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
}

/** null: nobody is signed in, or no longer. */
async function askSession(signal: AbortSignal): Promise<Session | null> {
  try {
    const { data } = await api.get('/api/v1/session', { overrides: { signal } });
    return data;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
