import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';

interface Ends {
  readonly revokedAt?: string | null;
  readonly expiresAt?: string | null;
  readonly disabledAt?: string | null;
}

/** Whether it works now; what has ended says why. */
export function StateBadge(ends: Ends) {
  if (hasEnded(ends.revokedAt)) return <Badge tone="failed">{m.access.revoked}</Badge>;
  if (hasEnded(ends.disabledAt)) return <Badge tone="failed">{m.access.disabled}</Badge>;
  if (hasEnded(ends.expiresAt)) return <Badge tone="unchanged">{m.access.expired}</Badge>;
  return <Badge tone="updated">{m.access.active}</Badge>;
}

function hasEnded(at: string | null | undefined): boolean {
  return at !== null && at !== undefined && Date.parse(at) <= Date.now();
}
