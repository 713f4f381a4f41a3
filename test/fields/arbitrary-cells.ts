import * as fc from 'fast-check';
import type { Cell } from '../../src/fields/cell.ts';

/** A number as a file writes it out. */
export const digitsOfNumber = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^[0-9]{1,22}$/), fc.option(fc.stringMatching(/^[0-9]{1,22}$/)))
  .map(([sign, whole, decimals]) => `${sign}${whole}${decimals === null ? '' : `.${decimals}`}`);

/** Texts that mean something to some field, or nearly. */
const tellingText = fc.constantFrom(
  '[clear]',
  '#N/A',
  '#DIV/0!',
  '919876543210',
  '+91 9876543210',
  '9.19877E+11',
  '1,23,456.78',
  '12,50',
  '3.3000000000000003',
  '31/01/2026',
  '03/04/2026',
  '31-Jan-2026',
  '2026-02-30',
  'abcde1234f',
  '27AAPFU0939F1ZV',
  'hdfc0001234',
  '27-Maharashtra',
  '7',
  'A;B|C;',
  'yes',
  '__proto__',
  'KC0123456789ABCD',
);

const text = fc.oneof(
  tellingText,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789-+.,;|/ E#[]@AB\0\ud800')) }),
);

/** Any cell that a spreadsheet may hold. */
export const anyCell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.tuple(text, fc.constantFrom('', ' ', '\u00a0', '\t\n')).map(([value, space]) => space + value + space),
  fc.record({ type: fc.constant('number' as const), digits: digitsOfNumber }),
  fc.record({
    type: fc.constant('number' as const),
    digits: digitsOfNumber,
    format: fc.constantFrom('00000', '0%', ';;'),
  }),
  fc.record({
    type: fc.constant('date' as const),
    iso: fc.constantFrom('2026-01-31', '2026-01-31T13:45:00', '13:45:00'),
  }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ type: fc.constant('error' as const), code: fc.constantFrom('#N/A', '#REF!', '#NEW!') }),
);
