import { formatAgo, formatExact, formatMoment } from '../format/date.ts';

/** A moment in the reader's own time; the exact one on hovering. */
export function Moment({ at, isRelative = false }: { at: string; isRelative?: boolean }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {isRelative ? formatAgo(at) : formatMoment(at)}
    </time>
  );
}
