import type { Json } from '../../engine/records.ts';
import { hasAtMostCharacters } from '../characters.ts';
import { Changed, Misfit, type Reading, type Values } from './values.ts';
import { textSentences, textTrouble } from '../text-trouble.ts';

/** What one field may hold, for JSON and for sheets alike. */
export interface FieldRule extends Values {
  /** What is wrong with a JSON value as it would be stored, as a sentence without its subject; null: nothing. */
  readonly trouble: (value: Json) => string | null;
  /** The form in which a text of JSON or of a sheet is stored, where it is another and there is one. */
  readonly canonical: (text: string) => Changed | null;
}

interface TextOptions {
  /** A sentence without its subject: `must be 6 digits, the first not 0`. */
  readonly must: string;
  readonly isRight: (text: string) => boolean;
  readonly canonical?: (text: string) => Changed | null;
  /** What a spreadsheet made of the text when it took it for a number, made good; JSON passes through none. */
  readonly restore?: (text: string) => Changed | null;
  /** Says more of a wrong text than `must` does. */
  readonly hint?: (text: string) => Misfit | null;
}

/** A field that holds a text of a certain form. */
export function textRule({ must, isRight, canonical = nothing, restore = nothing, hint }: TextOptions): FieldRule {
  const misfit = new Misfit(must);
  return {
    trouble: (value) => (typeof value === 'string' && isRight(value) ? null : must),
    canonical,
    read(text): Reading {
      if (isRight(text)) return text;
      return canonical(text) ?? restore(text) ?? hint?.(text) ?? misfit;
    },
  };
}

/** A field that holds any text up to a length. */
export function freeTextRule(charactersMax: number): FieldRule {
  const must = `must be 1 to ${charactersMax} characters`;
  const trouble = (value: Json): string | null => {
    if (typeof value !== 'string' || value === '' || !hasAtMostCharacters(value, charactersMax)) return must;
    const found = textTrouble(value);
    return found === null ? null : textSentences[found];
  };
  return {
    trouble,
    canonical: nothing,
    read(text): Reading {
      const found = trouble(text);
      return found === null ? text : new Misfit(found);
    },
  };
}

/** A form with small letters that is stored in capitals. */
export function upperCased(isRight: (text: string) => boolean): (text: string) => Changed | null {
  return (text) => {
    const upper = text.toUpperCase();
    return upper !== text && isRight(upper) ? new Changed(upper, 'upper_cased') : null;
  };
}

function nothing(): null {
  return null;
}
