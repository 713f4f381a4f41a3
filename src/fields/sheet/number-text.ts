import { decimalText, plainDecimal, roundToDigits, significantDigits, significantDigitsMax } from '../plain-decimal.ts';
import { Changed, Misfit } from './values.ts';

/** Numbers of a sheet are short; what is longer is no number that anybody typed. */
const numberCharactersMax = 400;
/** What most cells hold: read at once, and exactly. */
const shortNumber = /^-?\d{1,13}(?:\.\d{1,2})?$/;

/**
 * Groups of three digits (`1,234,567`), or three at the end and two before (`12,34,567`); nothing else, so that `12,50`
 * and `1,2345` are mistakes that are found.
 */
const western = /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const indian = /^-?[1-9]\d?(?:,\d{2})*,\d{3}(?:\.\d+)?$/;

/** The digits of a number as a sheet writes it, without its groups; null where a text is none. */
export function ungroupedDigits(text: string): string | null {
  if (text.length > numberCharactersMax) return null;
  if (!text.includes(',')) return text;
  return western.test(text) || indian.test(text) ? text.replaceAll(',', '') : null;
}

const noNumber = new Misfit('must be a number such as 1234.5, 1,234.5 or 1,23,456.78');
const tooLong = new Misfit('must have at most 15 digits before the point');

/**
 * Reads a number. Beyond 15 significant digits stands the noise of binary arithmetic (`3.3000000000000003`), so it is
 * rounded there, with a warning where the text is changed by that.
 */
export function readNumber(text: string): number | Changed | Misfit {
  if (shortNumber.test(text)) return withoutMinusZero(Number(text));
  const digits = ungroupedDigits(text);
  const read = digits === null ? null : plainDecimal(digits);
  if (read === null) return noNumber;
  if (read.whole.length > significantDigitsMax) return tooLong;
  const rounded = roundToDigits(read, significantDigitsMax);
  if (rounded.whole.length > significantDigitsMax) return tooLong;
  const number = withoutMinusZero(Number(decimalText(rounded)));
  return significantDigits(read) > significantDigitsMax ? new Changed(number, 'rounded') : number;
}

/** JSON has a -0, which nobody means. */
function withoutMinusZero(number: number): number {
  return number === 0 ? 0 : number;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['y', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['n', false],
  ['0', false],
]);
const noBoolean = new Misfit('must be TRUE or FALSE (yes and no, y and n, 1 and 0 are read too)');

export function readBoolean(text: string): boolean | Misfit {
  return booleans.get(text.toLowerCase()) ?? noBoolean;
}
