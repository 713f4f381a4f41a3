import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';

interface Revocable {
  readonly name: string;
  readonly revokedAt: string | null;
}

/** Nothing where it was revoked already. */
export function RevokeButton<T extends Revocable>({ of, onRevoke }: { of: T; onRevoke: (of: T) => void }) {
  if (of.revokedAt !== null) return null;
  return (
    <Button kind="quiet" aria-label={m.access.revokeOf(of.name)} onClick={() => onRevoke(of)}>
      {m.access.revoke}
    </Button>
  );
}
