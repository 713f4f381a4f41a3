import { firstCharacters } from '../fields/characters.ts';
import { shownName } from '../fields/field-name.ts';

/** Characters of a value that a sentence repeats. */
const shownCharactersMax = 80;

/** A value as a sentence shows it. */
export function shownValue(value: string): string {
  const cut = firstCharacters(value, shownCharactersMax);
  return cut === value ? cut : `${cut}…`;
}

/** A header as a sentence names it. */
export function shownColumn(header: string): string {
  return header === '' ? 'the column without a header' : shownName(header);
}

/** `Sheet Customers`; of a CSV `The file`. */
export function shownSheet(sheet: string | null): string {
  return sheet === null ? 'The file' : `Sheet ${shownName(sheet)}`;
}
