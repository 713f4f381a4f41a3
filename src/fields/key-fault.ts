import { hasAtMostCharacters } from './characters.ts';
import { textSentences, textTrouble } from './text-trouble.ts';

/** What keeps a value from being a customer's key, or null. `name` is what the sentence calls it. */
export function keyFault(value: unknown, name: string, charactersMax: number): string | null {
  if (value === undefined) return `${name} is required`;
  if (typeof value !== 'string') return `${name} must be a string`;
  if (value === '') return `${name} cannot be empty`;
  if (!hasAtMostCharacters(value, charactersMax)) return `${name} cannot exceed ${charactersMax} characters`;
  const trouble = textTrouble(value);
  return trouble === null ? null : `${name} ${textSentences[trouble]}`;
}
