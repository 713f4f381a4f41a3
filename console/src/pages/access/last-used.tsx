import { formatAgo } from '../../format/date.ts';
import { m } from '../../messages/messages.ts';
import { Moment } from '../../parts/moment.tsx';

export function LastUsed({ at }: { at: string | null }) {
  return at === null ? <span>{m.access.never}</span> : <Moment at={at} isRelative />;
}

/** For the question whether it is still needed. */
export function lastUsedSentence(at: string | null): string {
  return at === null ? m.access.neverUsed : m.access.usedAgo(formatAgo(at));
}
