/** What is to be said about a header row, in sentences for a bookkeeper. */
import { shownName } from '../field-name.ts';
import type { Mapping } from '../sheet-fields.ts';
import { columnLetters } from './header-key.ts';
import type { FoundColumn, HeaderRules } from './header-rules.ts';

/** Columns that one sentence lists. */
const listedMax = 20;

interface Asked {
  readonly given: Mapping;
  /** Every header of the file. */
  readonly known: ReadonlySet<string>;
  readonly rules: HeaderRules;
}

/** Why the sheet cannot be read at all. */
export function headerFaults(columns: readonly FoundColumn[], { given, known, rules }: Asked): string[] {
  return [...mappingFaults({ given, known, rules }), ...doubleFaults(columns), ...keyFaults(columns, rules)];
}

/** Near spellings, and the columns that are left out, each named once. */
export function headerWarnings(columns: readonly FoundColumn[]): string[] {
  const near = columns
    .filter(({ how }) => how === 'near')
    .map(
      ({ header, field }) =>
        `The column ${shownName(header)} is read as ${field}, whose name is nearly the same; if it means another, match it to that one.`,
    );
  const explained = columns
    .filter(({ why }) => why !== null)
    .map(({ header, why }) => `The column ${shownName(header)} is ignored: ${why}.`);
  const last = columns.findLastIndex(({ header }) => header !== '');
  const nameless = columns
    .filter(({ header, place }) => header === '' && place < last)
    .map(({ place }) => `Column ${columnLetters(place)} is ignored: it has no header.`);
  const unknown = new Set(
    columns
      .filter(({ header, how, why }) => how === 'none' && why === null && header !== '')
      .map(({ header }) => shownName(header)),
  );
  const ignored =
    unknown.size === 0 ? [] : [`No field has these names, so the columns are ignored: ${list([...unknown])}.`];
  return [...near, ...new Set(explained), ...nameless, ...ignored];
}

function mappingFaults({ given, known, rules }: Asked): string[] {
  const faults: string[] = [];
  for (const [header, field] of given) {
    if (header === '' || !known.has(header)) {
      faults.push(`The mapping names a column ${shownName(header)}, which the sheet does not have.`);
    }
    if (field !== null && !rules.isField(field)) {
      faults.push(`The mapping gives the column ${shownName(header)} to ${shownName(field)}, which is no field.`);
    }
  }
  return faults;
}

function doubleFaults(columns: readonly FoundColumn[]): string[] {
  const byField = new Map<string, FoundColumn[]>();
  for (const column of columns) {
    if (column.field === null) continue;
    const before = byField.get(column.field);
    if (before === undefined) byField.set(column.field, [column]);
    else before.push(column);
  }
  return [...byField]
    .filter(([, same]) => same.length > 1)
    .map(([field, same]) => {
      const named = same.map(({ header, place }) => `${shownName(header)} (column ${columnLetters(place)})`);
      return `Several columns mean ${shownName(field)}: ${list(named)}. Remove all but one, or match only one of them.`;
    });
}

function keyFaults(columns: readonly FoundColumn[], { keys }: HeaderRules): string[] {
  if (keys.length === 0) {
    return columns.some(({ field }) => field !== null)
      ? []
      : ['No column has the name of a field. Is the header the first row that is not empty?'];
  }
  if (columns.some(({ field }) => field !== null && keys.includes(field))) return [];
  const headers = columns.filter(({ header }) => header !== '').map(({ header }) => shownName(header));
  return [
    `The sheet needs a column that names the customer: ${keys.join(' or ')}. ` +
      `Its header row has: ${headers.length === 0 ? 'nothing' : list(headers)}.`,
  ];
}

function list(items: readonly string[]): string {
  const more = items.length - listedMax;
  return more <= 0 ? items.join(', ') : `${items.slice(0, listedMax).join(', ')} and ${more} more`;
}
