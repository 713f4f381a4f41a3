import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';

export interface Ends {
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

/** By somebody, as against by its time. */
export function isTakenAway({ revokedAt, disabledAt }: Ends): boolean {
  return hasEnded(revokedAt) || hasEnded(disabledAt);
}

function hasEnded(at: string | null | undefined): boolean {
  return at !== null && at !== undefined && Date.parse(at) <= Date.now();
}
