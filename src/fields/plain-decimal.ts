/** A decimal number by its digits, so that none is lost to binary arithmetic. */
export interface PlainDecimal {
  readonly isNegative: boolean;
  /** Without leading zeros; `0` where there are no others. */
  readonly whole: string;
  /** Without trailing zeros. */
  readonly decimals: string;
}

/** Digits that a spreadsheet program keeps of a number; what it shows beyond them is noise of its arithmetic. */
export const significantDigitsMax = 15;

const zero = 48;
const pattern = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Reads `-12.50`, `007`, `.5`; null where a text is no number written plainly. */
export function plainDecimal(text: string): PlainDecimal | null {
  if (!pattern.test(text)) return null;
  const isNegative = text.startsWith('-');
  const point = text.includes('.') ? text.indexOf('.') : text.length;
  const whole = withoutLeadingZeros(text.slice(isNegative ? 1 : 0, point));
  return decimal(isNegative, whole, withoutTrailingZeros(text.slice(point + 1)));
}

/** `-12.5`, `7`, `0.5` */
export function decimalText({ isNegative, whole, decimals }: PlainDecimal): string {
  const text = decimals === '' ? whole : `${whole}.${decimals}`;
  return isNegative ? `-${text}` : text;
}

/** Digits from the first that is not 0 on; zeros at the end of a whole number count. */
export function significantDigits({ whole, decimals }: PlainDecimal): number {
  return whole === '0' ? withoutLeadingZeros(decimals).length : whole.length + decimals.length;
}

/** Rounded half up to so many significant digits. */
export function roundToDigits(number: PlainDecimal, digitsMax: number): PlainDecimal {
  const surplus = significantDigits(number) - digitsMax;
  if (surplus <= 0) return number;
  const { isNegative, whole, decimals } = number;
  const digits = whole + decimals;
  const kept = digits.slice(0, -surplus);
  const rounded = isHalfOrMore(digits, kept.length) ? String(BigInt(kept) + 1n).padStart(kept.length, '0') : kept;
  // Where it is rounded within the whole part, zeros stand for the digits that went.
  const filled = rounded + '0'.repeat(Math.max(0, surplus - decimals.length));
  const point = filled.length - Math.max(0, decimals.length - surplus);
  return decimal(isNegative, withoutLeadingZeros(filled.slice(0, point)), withoutTrailingZeros(filled.slice(point)));
}

function isHalfOrMore(digits: string, place: number): boolean {
  return digits.charCodeAt(place) >= '5'.charCodeAt(0);
}

function decimal(isNegative: boolean, whole: string, decimals: string): PlainDecimal {
  const isZero = whole === '' && decimals === '';
  return { isNegative: isNegative && !isZero, whole: whole === '' ? '0' : whole, decimals };
}

// Loops, for a pattern like /0+$/ looks at every zero again and again: a cell may hold 64 KiB of them.

function withoutLeadingZeros(digits: string): string {
  let from = 0;
  while (digits.charCodeAt(from) === zero) from += 1;
  return digits.slice(from);
}

function withoutTrailingZeros(digits: string): string {
  let until = digits.length;
  while (digits.charCodeAt(until - 1) === zero) until -= 1;
  return digits.slice(0, until);
}
