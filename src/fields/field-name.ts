import { firstCharacters, hasAtMostCharacters } from './characters.ts';
import { textSentences, textTrouble } from './text-trouble.ts';

/** Names that reach an object's prototype where code is careless: never a field. */
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Characters of a name that a sentence repeats. */
const shownCharactersMax = 64;
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** What is wrong with a field's name, or null. */
export function fieldNameFault(name: string, charactersMax: number): string | null {
  if (name === '') return 'a field name cannot be empty';
  if (!hasAtMostCharacters(name, charactersMax)) {
    return `field name ${shownName(name)} cannot exceed ${charactersMax} characters`;
  }
  const trouble = textTrouble(name);
  if (trouble !== null) return `field name ${shownName(name)} ${textSentences[trouble]}`;
  return forbiddenNames.has(name) ? `${name} cannot be used as a field name` : null;
}

/** A name from a request as a sentence shows it: cut, and quoted as JSON where it is not plain. */
export function shownName(name: string): string {
  const cut = firstCharacters(name, shownCharactersMax);
  const shown = cut === '' || unprintable.test(cut) ? JSON.stringify(cut) : cut;
  return cut === name ? shown : `${shown}…`;
}
