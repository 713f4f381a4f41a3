import type { ScrollBox } from './scroll-box.ts';

/** Places of rows; `last` is the first one behind. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface RowWindow extends Range {
  /** Those in sight. */
  readonly seen: Range;
  /** Pixels from the top of all rows to where the first of them would be drawn. */
  readonly top: number;
  /** Of all rows: what the scroll bar shows. */
  readonly height: number;
}

export interface Rows {
  readonly total: number;
  /** Pixels. */
  readonly rowHeight: number;
}

/** Rows that are drawn above and below what is seen. */
const overscan = 6;
/** Pixels that a page can be high: Firefox ends at 17.8 million, where a million of our rows are 37 million. */
const heightMax = 15_000_000;

/**
 * Which rows are in sight. All have one height, so nothing is measured or remembered of the others, however many there
 * are: a list that keeps a note of each row would keep a million. Where the rows would be higher than a browser can draw,
 * the scroll bar moves them faster than itself.
 */
export function rowWindow(rows: Rows, box: ScrollBox): RowWindow {
  const { total, rowHeight } = rows;
  const { full, height, seen, speed } = measuresOf(rows, box);
  const offset = Math.max(0, Math.min(full - seen, box.top * speed));
  const inSight = {
    first: Math.floor(offset / rowHeight),
    last: Math.min(total, Math.ceil((offset + seen) / rowHeight)),
  };
  const first = Math.max(0, inSight.first - overscan);
  const last = box.height === 0 ? 0 : Math.min(total, inSight.last + overscan);
  const top = speed === 1 ? 0 : box.top - offset;
  return {
    first,
    last,
    seen: { first: Math.min(inSight.first, last), last: Math.min(inSight.last, last) },
    top,
    height,
  };
}

/** How far to scroll so that a row is in sight; null: it is. */
export function scrollTopFor(place: number, rows: Rows, box: Pick<ScrollBox, 'top' | 'height'>): number | null {
  const { rowHeight } = rows;
  const { seen, speed } = measuresOf(rows, box);
  const offset = box.top * speed;
  const above = place * rowHeight;
  if (above < offset) return above / speed;
  return above + rowHeight > offset + seen ? (above + rowHeight - seen) / speed : null;
}

function measuresOf({ total, rowHeight }: Rows, box: Pick<ScrollBox, 'height'>) {
  const full = total * rowHeight;
  const height = Math.min(full, heightMax);
  // Below the header row, which is as high as any other.
  const seen = Math.max(rowHeight, box.height - rowHeight);
  /** Pixels of rows for one of the scroll bar. */
  const speed = full === height ? 1 : (full - seen) / (height - seen);
  return { full, height, seen, speed };
}
