import { Link } from 'wouter';
import { m } from '../../../messages/messages.ts';
import { Notice } from '../../../parts/notice.tsx';
import type { AppliedBrake } from './brake-of.ts';

interface BrakeProps {
  readonly brake: AppliedBrake | null;
  readonly listId: string | null;
}

/** The brake, where it refuses the file, or where the list has one at all. */
export function Brake({ brake, listId }: BrakeProps) {
  const words = m.update.apply;
  if (brake === null) return null;
  const { limit, isOfList, changing, isRefused } = brake;
  if (!isRefused) return isOfList && <p>{words.listBrakeHolds(limit)}</p>;
  if (!isOfList) return <Notice kind="warning">{words.ownBrake(limit, changing)}</Notice>;
  return (
    <Notice
      kind="warning"
      title={words.listBrakeTitle(limit, changing)}
      actions={listId !== null && <Link href={`/lists/${listId}`}>{words.toList}</Link>}
    >
      {words.listBrake}
    </Notice>
  );
}
