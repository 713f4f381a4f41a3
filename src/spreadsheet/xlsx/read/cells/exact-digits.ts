/** More than a number of 64 bits can have; a larger one would be written out as a text of any length. */
const exponentMax = 400;

/**
 * A number as the file has it, written out: `9.19876543210E11` is `919876543210`, `3.3000000000000003` stays. No digit
 * is rounded, because it never becomes a floating point number. Null: it is no number.
 */
export function exactDigits(text: string): string | null {
  if (isPlain(text)) return text;
  const [all, sign, whole = '', fraction = '', exponent = '0'] =
    /^[ \t\n\r]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?[ \t\n\r]*$/.exec(text) ?? [];
  if (all === undefined || (whole === '' && fraction === '')) return null;
  const shift = Number(exponent);
  if (Math.abs(shift) > exponentMax) return null;
  const digits = shifted(whole, fraction, shift);
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** The decimal point moved by so many places to the right. */
function shifted(whole: string, fraction: string, shift: number): string {
  const digits = whole + fraction;
  const point = whole.length + shift;
  const left = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const right = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const integer = left.replace(/^0+(?=\d)/, '') || '0';
  // What the exponent alone has made a fraction of has no zeros at its end.
  const kept = shift === 0 ? right : right.replace(/0+$/, '');
  return kept === '' ? integer : `${integer}.${kept}`;
}

/** Nearly all are: digits, at most one point among them, no zero before others. */
function isPlain(text: string): boolean {
  const from = text.charCodeAt(0) === minus ? 1 : 0;
  const second = text.charCodeAt(from + 1);
  if (text.charCodeAt(from) === zero && (from === 1 || (text.length > 1 && second !== point))) return false;
  let points = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === point && at > from && at < text.length - 1) points += 1;
    else if (character < zero || character > nine) return false;
  }
  return text.length > from && points <= 1;
}

const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
