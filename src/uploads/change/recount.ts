import { type Comparison, type Findings, rowKinds, type UploadCounts } from '../upload.ts';

/** What the counts become where rows change from one kind to another. */
export function recount(
  { counts, compared }: { readonly counts: UploadCounts; readonly compared: Comparison },
  changes: readonly { readonly from: number; readonly to: number }[],
): Pick<Findings, 'counts'> & { readonly compared: Comparison } {
  const sums = { counts: { ...counts }, compared: { ...compared } };
  for (const { from, to } of changes) {
    add(sums, from, -1);
    add(sums, to, 1);
  }
  return sums;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function add(
  { counts, compared }: { counts: Mutable<UploadCounts>; compared: Mutable<Comparison> },
  kind: number,
  by: 1 | -1,
): void {
  if ((kind & rowKinds.excluded) === 0) counts.total += by;
  for (const name of ['valid', 'invalid', 'warned', 'excluded'] as const) {
    if ((kind & rowKinds[name]) !== 0) counts[name] += by;
  }
  for (const name of ['changing', 'unchanged', 'missing', 'failing'] as const) {
    if ((kind & rowKinds[name]) !== 0) compared[name] += by;
  }
}
