/** Dates as texts. Those of a workbook's date cells arrive as ISO writes them, and so never depend on a time zone. */

/** A date whose two first numbers are day and month, or month and day. */
export interface NumericDate {
  readonly first: number;
  readonly second: number;
  readonly year: string;
}

/** Longer texts are no dates. */
const dateCharactersMax = 40;
/** A time of day is passed over: what is wanted is the day, as the sheet shows it. */
const time = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[AaPp][Mm])?Z?)?`;
const numeric = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${time}$`);
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${time}$`);
const dayMonthName = new RegExp(
  String.raw`^(\d{1,2})(?:st|nd|rd|th)?[-/ .]{0,2}([A-Za-z]{3,9})[-/ .,]{0,2}(\d{4})${time}$`,
);
const monthNameDay = new RegExp(
  String.raw`^([A-Za-z]{3,9})[-/ .]{0,2}(\d{1,2})(?:st|nd|rd|th)?[-/ .,]{1,2}(\d{4})${time}$`,
);

/** `31/01/2026`, `1-2-2026`, `31.01.2026 00:00`; null: another kind of text. */
export function readNumericDate(text: string): NumericDate | null {
  const found = text.length > dateCharactersMax ? null : numeric.exec(text);
  if (found === null) return null;
  const [, first = '', , second = '', year = ''] = found;
  return { first: Number(first), second: Number(second), year };
}

/** A date that can be read in one way, as YYYY-MM-DD, real or not: `2026/1/31`, `31-Jan-2026`, `January 31, 2026`. */
export function readPlainDate(text: string): string | null {
  if (text.length > dateCharactersMax) return null;
  const [, isoYear, , isoMonth = '', isoDay = ''] = yearFirst.exec(text) ?? [];
  if (isoYear !== undefined) return `${isoYear}-${isoMonth.padStart(2, '0')}-${isoDay.padStart(2, '0')}`;
  const [, day = '', name = '', year = ''] = dayMonthName.exec(text) ?? [];
  if (name !== '') return namedDate(year, name, day);
  const [, firstName = '', secondDay = '', lastYear = ''] = monthNameDay.exec(text) ?? [];
  return firstName === '' ? null : namedDate(lastYear, firstName, secondDay);
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A month's name may be cut after three letters. */
function namedDate(year: string, name: string, day: string): string | null {
  const month = months.findIndex((full) => full.startsWith(name.toLowerCase()));
  if (month === -1) return null;
  return `${year}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
