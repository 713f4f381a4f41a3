/**
 * What a customer is found by: terms, each the letter of a field and a text. A customer is found by whatever one of his
 * terms begins with. docs/decisions/0023-finding-customers.md
 */
import { firstCharacters } from '../characters.ts';
import { foldText, foldWords } from './fold-text.ts';
import { phoneTerms } from './phone-terms.ts';
import { keyLetter, removedLetter, type SearchField, searchFields } from './search-fields.ts';

/** As far as it is searched: of his data the texts of `searchedFields`, at most `searchedCharactersMax` of each. */
export interface SearchedCustomer {
  readonly key: string;
  readonly removed: boolean;
  readonly texts: ReadonlyMap<string, string>;
}

/** Fields that terms are made of. */
export const searchedFields: readonly string[] = searchFields.flatMap(({ fields }) => fields);
/** Fields of which one term may be made together: where one changes the others must be known. */
export const searchedTogether: readonly (readonly string[])[] = searchFields
  .map(({ fields }) => fields)
  .filter((fields) => fields.length > 1);
/** What lies behind them in a field is neither searched nor shown. */
export const searchedCharactersMax = 256;
/** Characters of a term that are stored. */
const storedCharactersMax = 64;
/** Words of a name from which on it is found. */
const wordsMax = 16;

/** All that he is found by. Of a removed one that is his key: his data are gone. */
export function termsOf({ key, removed, texts }: SearchedCustomer): string[] {
  const folded = foldText(key);
  const terms = isOneCase(key, folded) ? [] : [keyLetter + folded];
  if (removed) return [...terms, removedLetter + folded];
  return [...terms, ...searchFields.flatMap((field) => fieldTerms(field, texts))];
}

/** The part of a term that is stored. */
export function storedPart(term: string): string {
  return firstCharacters(term, 1 + storedCharactersMax);
}

/** Whether the index of the keys finds it: by its start in small, or in capital letters. */
export function isFoundByIndex(key: string): boolean {
  return isOneCase(key, foldText(key));
}

function isOneCase(key: string, folded: string): boolean {
  return key === folded || key === folded.toUpperCase();
}

function fieldTerms({ is, fields, letter }: SearchField, texts: ReadonlyMap<string, string>): string[] {
  const text = foldText(fields.map((field) => texts.get(field) ?? '').join(' '));
  if (text === '') return [];
  if (is === 'phone') return phoneTerms(text, letter);
  return (is === 'name' ? nameTerms(text) : [text]).map((term) => letter + term);
}

/** From each of its words on: so several words are found too, in their order. */
function nameTerms(folded: string): string[] {
  const words = foldWords(folded).split(' ');
  return words
    .slice(0, wordsMax)
    .map((_, place) => words.slice(place).join(' '))
    .filter((term) => term !== '');
}
