import { foldText, foldWords } from './fold-text.ts';
import { phonePrefixes } from './phone-terms.ts';
import { keyLetter, removedLetter, type SearchField, searchFields, type SearchKind } from './search-fields.ts';

/** A start of terms, and what the field is whose terms begin so. */
export interface Prefix {
  readonly is: SearchKind | 'key';
  readonly prefix: string;
}

/** What a text finds: customers with a key, or a term, that begins with one of these. */
export interface ReadSearch {
  /** Of keys that their own index finds. */
  readonly keys: readonly string[];
  readonly terms: readonly Prefix[];
}

/** What somebody has typed, read as the start of whatever it may be the start of, in the order in which that is shown. */
export function readSearch(text: string, kind: 'campaign' | 'company'): ReadSearch {
  const folded = foldText(text);
  // Nothing but blanks finds nobody: whoever wants all customers does not search.
  if (folded === '') return { keys: [], terms: [] };
  const fields = searchFields.filter(({ on }) => on.includes(kind));
  return {
    keys: [...new Set([folded, folded.toUpperCase()])],
    terms: [
      { is: 'key', prefix: keyLetter + folded },
      ...fields.flatMap((field) => prefixesOf(field, folded).map((prefix) => ({ is: field.is, prefix }))),
    ],
  };
}

/** What the keys of removed customers begin with. */
export function removedPrefix(text: string): string {
  return removedLetter + foldText(text);
}

function prefixesOf({ is, letter }: SearchField, folded: string): string[] {
  if (is === 'phone') return phonePrefixes(folded, letter);
  // Nobody's name has an @ in it: whoever types one means an address.
  const text = is !== 'name' ? folded : folded.includes('@') ? '' : foldWords(folded);
  return text === '' ? [] : [letter + text];
}
