import type { FormatMeaning } from '../parts/format-meaning.ts';
import { dateOfDay, daysBefore } from './calendar.ts';

const secondsPerDay = 86_400;

/**
 * What a spreadsheet program shows for a number in a cell with a date format: `2026-01-31`, `2026-01-31T13:45:00`, or
 * of a time of day `13:45:00`. Null: it shows no date. A number of days knows no time zone, and none comes in here.
 */
export function isoOfSerial(
  digits: string,
  { meaning, is1904 }: { readonly meaning: Exclude<FormatMeaning, 'number'>; readonly is1904: boolean },
): string | null {
  const serial = Number(digits);
  if (!(serial >= 0)) return null;
  // To the second: a fraction of a day has more digits than it means.
  const seconds = Math.round(serial * secondsPerDay);
  const day = Math.floor(seconds / secondsPerDay);
  const time = timeOfDay(seconds - day * secondsPerDay);
  if (meaning === 'time' && serial < 1) return time;
  const date = is1904 ? date1904(day) : date1900(day);
  if (date === null) return null;
  return time === '00:00:00' ? date : `${date}T${time}`;
}

const daysOf1900 = daysBefore(1900);
const daysOf1904 = daysBefore(1904);
const daysOf10000 = daysBefore(10_000);

/**
 * Day 1 is 1 January 1900, and day 60 a 29 February that year never had: spreadsheet programs keep that mistake of the
 * first of them. No other program knows that day, so it is none here; day 0 is none either.
 */
function date1900(day: number): string | null {
  if (day < 1 || day === 60) return null;
  return withinCalendar(daysOf1900 + day - (day < 60 ? 1 : 2));
}

/** Day 0 is 1 January 1904. */
function date1904(day: number): string | null {
  return withinCalendar(daysOf1904 + day);
}

function withinCalendar(day: number): string | null {
  return day < daysOf10000 ? dateOfDay(day) : null;
}

function timeOfDay(seconds: number): string {
  const part = (value: number) => String(value % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${String(hours).padStart(2, '0')}:${part(Math.floor(seconds / 60))}:${part(seconds)}`;
}
