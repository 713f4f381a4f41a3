import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { connection } from './connection.ts';
import type { Session } from './session.ts';

type Organization = Pick<Session['organization'], 'code' | 'name'>;

interface Acting {
  readonly session: Session;
  /** Whom this tab acts for: the session's own organization, or one below it. */
  readonly organization: Organization;
  readonly actFor: (organization: Organization) => void;
}

const Context = createContext<Acting | null>(null);

/** Who is signed in and for whom he acts, for all that is inside. Kept for this tab alone, so that two tabs can differ. */
export function ActingFor({ session, children }: { session: Session; children: ReactNode }) {
  const queries = useQueryClient();
  const [organization, setOrganization] = useState<Organization>(() => {
    const chosen = remembered(session);
    connection.organization = chosen.code === session.organization.code ? null : chosen.code;
    return chosen;
  });
  const actFor = useCallback(
    (chosen: Organization): void => {
      connection.organization = chosen.code === session.organization.code ? null : chosen.code;
      sessionStorage.setItem(storageKey, JSON.stringify({ ...chosen, of: session.organization.code }));
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      setOrganization(chosen);
    },
    [session, queries],
  );
  const acting = useMemo(() => ({ session, organization, actFor }), [session, organization, actFor]);
  return <Context value={acting}>{children}</Context>;
}

export function useOrganization(): Acting {
  const acting = use(Context);
  if (acting === null) throw new Error('nobody is signed in here');
  return acting;
}

const storageKey = 'amend.organization';

function remembered({ organization }: Session): Organization {
  try {
    const { of, code, name } = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Record<string, string>;
    if (of === organization.code && code !== undefined && name !== undefined) return { code, name };
  } catch {
    // Somebody else's entry: the own organization then.
  }
  return organization;
}
