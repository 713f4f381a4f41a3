import type { Json } from '../engine/records.ts';
import { firstCharacters } from '../fields/characters.ts';
import { searchedCharactersMax } from '../fields/search/customer-terms.ts';

/**
 * SQL: of a row's `data` the texts of the named fields ($n), as far as they are searched, as one JSON object; null where it
 * has none of them. Data may be large, these are not: they are unpacked once (which takes a quarter of the time then), not
 * for each field.
 */
export function searchedTextsSql(fields: string): string {
  return `(select jsonb_object_agg(f, left(unpacked ->> f, ${searchedCharactersMax}))
    from (select c.data || '{}' as unpacked offset 0) once, unnest(${fields}::text[]) f
    where jsonb_typeof(unpacked -> f) = 'string')`;
}

/** The same of a value that is at hand; null: it is not searched. */
export function searchedText(value: Json | undefined): string | null {
  return typeof value === 'string' ? firstCharacters(value, searchedCharactersMax) : null;
}

/** What the SQL above has answered. */
export function textsOf(answered: Readonly<Record<string, string>> | null): Map<string, string> {
  return new Map(Object.entries(answered ?? {}));
}
