import { Link } from 'wouter';
import { m } from '../../../messages/messages.ts';
import { Notice } from '../../../parts/notice.tsx';

interface BrakeProps {
  /** null: none. */
  readonly listBrake: number | null;
  /** What was typed here; null: nothing. */
  readonly ownBrake: number | null;
  readonly changing: number;
  readonly listId: string | null;
}

/** The brake, where it would refuse the file, or where there is one at all. */
export function Brake({ listBrake, ownBrake, changing, listId }: BrakeProps) {
  const words = m.update.apply;
  if (ownBrake !== null && changing > ownBrake)
    return <Notice kind="warning">{words.ownBrake(ownBrake, changing)}</Notice>;
  if (listBrake === null) return null;
  // What is typed here counts instead of the list's.
  if (ownBrake !== null || changing <= listBrake) return <p>{words.listBrakeHolds(listBrake)}</p>;
  return (
    <Notice
      kind="warning"
      title={words.listBrakeTitle(listBrake, changing)}
      actions={listId !== null && <Link href={`/lists/${listId}`}>{words.toList}</Link>}
    >
      {words.listBrake}
    </Notice>
  );
}
