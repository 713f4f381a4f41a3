import { compileRule } from '../compile-rule.ts';
import type { Rule } from '../field.ts';
import { DateValues } from '../sheet/date-values.ts';
import { phoneRule } from '../sheet/phone-rule.ts';
import { readBoolean, readNumber } from '../sheet/number-text.ts';
import { Changed, Misfit, type Reading, type Value, type Values } from '../sheet/values.ts';

/** What a column of a campaign's sheet means: its cells become what JSON would have brought, and are held to the same rule. */
export function campaignValues(rule: Rule): Values {
  const { kind } = rule;
  if (kind === 'date') return new DateValues();
  if (kind === 'boolean') return { read: readBoolean };
  if (kind === 'phone') return phoneRule;
  const check = checked(rule);
  if (kind === 'text') return { read: check };
  if (kind === 'choice') return { read: (text) => choice(text, { of: rule.of, check }) };
  return { read: (text) => checkedReading(readNumber(text), check) };
}

type Check = (value: Value) => Value | Misfit;

function checked(rule: Rule): Check {
  // Without a name the sentence begins with a space: a fault names the column by itself.
  const check = compileRule('', rule);
  return (value) => {
    const sentence = check(value);
    return sentence === null ? value : new Misfit(sentence.trimStart());
  };
}

function choice(text: string, { of, check }: { readonly of: readonly string[]; readonly check: Check }): Reading {
  const lower = text.toLowerCase();
  return lower !== text && of.includes(lower) ? new Changed(lower, 'spelling_unified') : check(text);
}

function checkedReading(reading: number | Changed | Misfit, check: Check): Reading {
  if (reading instanceof Misfit) return reading;
  const found = check(reading instanceof Changed ? reading.value : reading);
  return found instanceof Misfit ? found : reading;
}
