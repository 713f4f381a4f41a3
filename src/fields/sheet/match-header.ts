import type { Cell } from '../cell.ts';
import { cellText } from '../cell-text.ts';
import type { HeaderMatch, HowMatched, Mapping } from '../sheet-fields.ts';
import { headerKey } from './header-key.ts';
import { FieldNames } from './field-names.ts';
import type { FoundColumn, HeaderRules } from './header-rules.ts';
import { headerFaults, headerWarnings } from './header-sentences.ts';

interface Found {
  readonly field: string | null;
  readonly how: HowMatched;
  /** Why it is left out, where there is more to say than that nothing matches. */
  readonly why: string | null;
}

/** Matches a header row with fields. Headers come from outside: they are values of maps and arrays, never keys of objects. */
export function matchHeader(header: readonly Cell[], mapping: Mapping | null, rules: HeaderRules): HeaderMatch {
  const all = header.map((cell) => cellText(cell).trim());
  const cutColumns = endsLikeFailureFile(all) ? 2 : 0;
  const headers = cutColumns === 0 ? all : all.slice(0, -cutColumns);
  const names = new FieldNames(rules.fields);
  const given = mapping ?? new Map<string, string | null>();
  const decided = new Set([...given.values()].filter((field) => field !== null));
  const columns = headers.map((header, place): FoundColumn => {
    const byMapping = header === '' ? undefined : given.get(header);
    if (byMapping !== undefined) return { header, place, field: byMapping, how: 'given', why: null };
    return { header, place, ...unlessDecided(findField(header, names, rules), decided) };
  });
  return {
    columns: columns.map(({ header, field, how }) => ({ header, field, how })),
    cutColumns,
    faults: headerFaults(columns, { given, known: new Set(all), rules }),
    warnings: headerWarnings(columns),
  };
}

/** `row` and `error` stand at the end of a failure file, and are dropped when it is sent again. */
function endsLikeFailureFile(headers: readonly string[]): boolean {
  const [row = '', error = ''] = headers.slice(-2);
  return headerKey(row) === 'row' && headerKey(error) === 'error';
}

function findField(header: string, names: FieldNames, { unknown }: HeaderRules): Found {
  const key = headerKey(header);
  const nothing: Found = { field: null, how: 'none', why: null };
  if (key === '') return nothing;
  const named = names.find(key) ?? names.findNear(key);
  if (named !== null) return { ...named, why: null };
  const { field, why } = unknown(header);
  return field === null ? { ...nothing, why } : { field, how: 'exact', why: null };
}

/** A field that the mapping gives to a column belongs to no other by its name. */
function unlessDecided(found: Found, decided: ReadonlySet<string>): Found {
  if (found.field === null || !decided.has(found.field)) return found;
  return { field: null, how: 'none', why: `${found.field} is read from the column that was matched to it` };
}
