import type { GridColumn } from './grid-columns.ts';
import type { ScrollBox } from './scroll-box.ts';

/** Pixels of the columns before the file's own: all, and the one that stays in its place. */
export interface LeadWidths {
  readonly lead: number;
  readonly fixed: number;
}

/** Columns that are drawn beside those in sight. */
const overscan = 2;

/** Which of the file's columns are in sight: there may be two hundred. `before`: pixels of those left of them. */
export function columnWindow(
  columns: readonly GridColumn[],
  { lead }: LeadWidths,
  { left, width }: Pick<ScrollBox, 'left' | 'width'>,
): { readonly first: number; readonly last: number; readonly before: number } {
  const starts = startsOf(columns, lead);
  const first = Math.max(0, starts.findLastIndex((start) => start <= Math.max(left, lead)) - overscan);
  const behind = starts.findIndex((start) => start >= left + width);
  const last = behind === -1 ? columns.length : Math.min(columns.length, behind + overscan);
  return { first, last, before: (starts[first] ?? lead) - lead };
}

/** How far to scroll so that a column of the file is in sight; null: it is. */
export function scrollLeftFor(
  index: number,
  { columns, lead, fixed }: LeadWidths & { readonly columns: readonly GridColumn[] },
  { left, width }: Pick<ScrollBox, 'left' | 'width'>,
): number | null {
  const column = columns[index];
  // One of those before the file's own.
  if (!column) return 0;
  const start = startsOf(columns, lead)[index] ?? 0;
  if (start < left + fixed) return start - fixed;
  const end = start + column.width;
  return end > left + width ? Math.min(end - width, start - fixed) : null;
}

export function widthOf(columns: readonly GridColumn[], { lead }: LeadWidths): number {
  return columns.reduce((sum, { width }) => sum + width, lead);
}

function startsOf(columns: readonly GridColumn[], lead: number): number[] {
  let start = lead;
  return columns.map(({ width }) => {
    const own = start;
    start += width;
    return own;
  });
}
