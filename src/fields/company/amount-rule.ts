import {
  decimalText,
  type PlainDecimal,
  plainDecimal,
  roundToDigits,
  significantDigits,
  significantDigitsMax,
} from '../plain-decimal.ts';
import { ungroupedDigits } from '../sheet/number-text.ts';
import { Changed, Misfit, type Reading } from '../sheet/values.ts';
import type { FieldRule } from '../sheet/field-rule.ts';

const placesMax = 2;
const must = `must be a number of at most ${placesMax} decimal places and ${significantDigitsMax} digits`;
const misfit = new Misfit(`${must}, such as 123456.78, 123,456.78 or 1,23,456.78`);
const decimalComma = new Misfit(`${must}; a comma only separates groups (1,23,456.78), a point the decimal places`);
/** What most cells hold: read at once, and exactly. */
const shortAmount = /^-?\d{1,13}(?:\.\d{1,2})?$/;

/** An amount of rupees and paise, kept exact: with 15 digits a JSON number is the decimal that was written. */
export const amountRule: FieldRule = {
  trouble(value) {
    if (typeof value !== 'number') return must;
    const amount = plainDecimal(String(value));
    return amount === null || !isAmount(amount) ? must : null;
  },
  canonical: () => null,
  read(text): Reading {
    if (shortAmount.test(text)) return withoutMinusZero(Number(text));
    const digits = ungroupedDigits(text);
    const written = digits === null ? null : plainDecimal(digits);
    if (written === null) return text.includes(',') ? decimalComma : misfit;
    const amount = withoutNoise(written);
    if (!isAmount(amount)) return misfit;
    const value = withoutMinusZero(Number(decimalText(amount)));
    return amount === written ? value : new Changed(value, 'rounded');
  },
};

function isAmount(amount: PlainDecimal): boolean {
  return amount.decimals.length <= placesMax && significantDigits(amount) <= significantDigitsMax;
}

/**
 * What a program wrote of a binary number (`3.3000000000000003`), rounded as Excel does. Only where both decimal places lie
 * within the 15 digits: an amount that is too long is a mistake, and no reason to round off its paise.
 */
function withoutNoise(amount: PlainDecimal): PlainDecimal {
  const isShort = amount.whole.length <= significantDigitsMax - placesMax;
  return isShort ? roundToDigits(amount, significantDigitsMax) : amount;
}

function withoutMinusZero(number: number): number {
  return number === 0 ? 0 : number;
}
