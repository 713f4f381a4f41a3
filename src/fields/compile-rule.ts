import type { Json } from '../engine/records.ts';
import { hasAtMostCharacters } from './characters.ts';
import type { Rule, ValueCheck } from './field.ts';
import { isPhoneNumber } from './phone-number.ts';
import { isRealDate } from './real-date.ts';
import { textSentences, textTrouble } from './text-trouble.ts';
import { isInRange } from './value-trouble.ts';

/** Compiles one field's rule. The sentences are made here, once, so that checking allocates nothing. */
export function compileRule(name: string, rule: Rule): ValueCheck {
  const { kind } = rule;
  if (kind === 'text') return textCheck(name, rule);
  if (kind === 'number') return numberCheck(name, rule.min);
  if (kind === 'integer') return integerCheck(name, rule.min);
  if (kind === 'boolean') return sentenceUnless(`${name} must be true or false`, (value) => typeof value === 'boolean');
  if (kind === 'date') return stringCheck(name, 'must be a real date in the form YYYY-MM-DD', isRealDate);
  if (kind === 'phone') {
    return stringCheck(name, 'must be 10 digits, or + or 00, a country code and 10 digits', isPhoneNumber);
  }
  return choiceCheck(name, rule.of);
}

function textCheck(name: string, { charactersMin, charactersMax }: Extract<Rule, { kind: 'text' }>): ValueCheck {
  const notText = `${name} must be a string`;
  const length = `${name} must be ${charactersMin} to ${charactersMax} characters`;
  return (value) => {
    if (typeof value !== 'string') return notText;
    if (value.length < charactersMin || !hasAtMostCharacters(value, charactersMax)) return length;
    const trouble = textTrouble(value);
    return trouble === null ? null : `${name} ${textSentences[trouble]}`;
  };
}

function numberCheck(name: string, min: number): ValueCheck {
  const noNumber = `${name} must be a number`;
  const range = `${name} must be within ±${Number.MAX_SAFE_INTEGER}`;
  const below = `${name} must be at least ${min}`;
  return (value) => {
    if (typeof value !== 'number') return noNumber;
    if (!isInRange(value)) return range;
    return value < min ? below : null;
  };
}

function integerCheck(name: string, min: number): ValueCheck {
  const checkNumber = numberCheck(name, min);
  const noInteger = `${name} must be an integer`;
  return (value) => {
    if (typeof value !== 'number') return noInteger;
    return checkNumber(value) ?? (Number.isInteger(value) ? null : noInteger);
  };
}

function choiceCheck(name: string, of: readonly string[]): ValueCheck {
  const choices: ReadonlySet<string> = new Set(of);
  return stringCheck(name, `must be one of ${of.join(', ')}`, (text) => choices.has(text));
}

/** One sentence says the whole rule, for a value that is no string too. */
function stringCheck(name: string, sentence: string, isRight: (text: string) => boolean): ValueCheck {
  return sentenceUnless(`${name} ${sentence}`, (value) => typeof value === 'string' && isRight(value));
}

function sentenceUnless(sentence: string, isRight: (value: Json) => boolean): ValueCheck {
  return (value) => (isRight(value) ? null : sentence);
}
