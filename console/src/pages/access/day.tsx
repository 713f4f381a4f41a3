import { formatDay, formatExact } from '../../format/date.ts';

/** The day where the reader is; the exact moment on hovering. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatDay(at)}
    </time>
  );
}
