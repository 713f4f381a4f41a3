import type { Cell } from '../../fields/cell.ts';
import { cellText } from '../../fields/cell-text.ts';
import type { HeaderMatch, Mapping, SheetFields } from '../../fields/sheet-fields.ts';

/** How a sheet's header is matched. */
export interface Matching {
  readonly fields: SheetFields;
  readonly mapping: Mapping | null;
  /** How the columns of the list's last file were matched; null: nothing is remembered, or not asked for. */
  readonly remembered: Mapping | null;
  readonly operation: 'update' | 'add';
}

/**
 * Matches a header row: by the mapping that was sent, then as the last file was matched, then by the names. What is
 * remembered never maps two columns on one field, and never refuses a file which the names alone would read.
 */
export function matchColumns(header: readonly Cell[], matching: Matching): HeaderMatch {
  const { fields, mapping, operation } = matching;
  const byNames = fields.match(header, mapping, operation);
  const remembered = usableHere(header, matching);
  if (remembered.size === 0) return byNames;
  const match = fields.match(header, new Map([...remembered, ...(mapping ?? [])]), operation);
  if (match.faults.length > 0) return byNames;
  const columns = match.columns.map((column, place) => {
    if (!remembered.has(column.header)) return column;
    // What the name says by itself needs no memory.
    const named = byNames.columns[place];
    const isPlain = named?.field === column.field && (named.how === 'exact' || named.how === 'alias');
    return { ...column, how: isPlain ? named.how : ('remembered' as const) };
  });
  return { ...match, columns };
}

/** Of what is remembered, what this sheet has a column for and the list still has a field for. */
function usableHere(
  header: readonly Cell[],
  { fields, mapping, remembered }: Matching,
): ReadonlyMap<string, string | null> {
  const usable = new Map<string, string | null>();
  if (remembered === null) return usable;
  const headers = header.map((cell) => cellText(cell).trim());
  const taken = new Set(mapping?.values());
  for (const name of headers) {
    const field = remembered.get(name);
    if (field === undefined || name === '' || mapping?.has(name)) continue;
    // Of two columns of one name nobody remembers which was meant.
    if (headers.indexOf(name) !== headers.lastIndexOf(name)) continue;
    if (field !== null && (taken.has(field) || !fields.hasField(field))) continue;
    usable.set(name, field);
    if (field !== null) taken.add(field);
  }
  return usable;
}
