import type { Range, RowWindow } from './row-window.ts';

/** Rows that are drawn anew at a time: all that come into sight at once would hold up the scrolling for 50 ms and more. */
export const rowsAtOnce = 6;

/**
 * The rows to draw next: those that are drawn already and still wanted, and a few more beside them, the ones in sight
 * first. They are one run, none of which is still on its way. Asked again and again with what it gave, it comes to all that
 * is wanted, as far as that has arrived.
 */
export function nextDrawn(
  drawn: Range,
  wanted: Pick<RowWindow, 'first' | 'last' | 'seen'>,
  has: (place: number) => boolean,
): Range {
  const run = firstRun(overlap(drawn, wanted), has) ?? emptyRun(wanted, has);
  let { first, last } = run;
  let left = rowsAtOnce;
  for (const border of [wanted.seen, wanted]) {
    for (; left > 0 && last < border.last && has(last); left -= 1) last += 1;
    for (; left > 0 && first > border.first && has(first - 1); left -= 1) first -= 1;
  }
  return { first, last };
}

function overlap(one: Range, other: Range): Range {
  return { first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) };
}

/** null: none of them has arrived. */
function firstRun({ first, last }: Range, has: (place: number) => boolean): Range | null {
  let start = first;
  while (start < last && !has(start)) start += 1;
  if (start >= last) return null;
  let end = start + 1;
  while (end < last && has(end)) end += 1;
  return { first: start, last: end };
}

/** Where to begin: at the first row in sight that has arrived, or else beside those in sight. */
function emptyRun(
  { first, last, seen }: Pick<RowWindow, 'first' | 'last' | 'seen'>,
  has: (place: number) => boolean,
): Range {
  const start = (firstRun(seen, has) ?? firstRun({ first, last }, has) ?? seen).first;
  return { first: start, last: start };
}
