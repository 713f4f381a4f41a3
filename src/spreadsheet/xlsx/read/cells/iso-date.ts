import { daysInMonth } from './calendar.ts';

/**
 * A cell that holds its date as a text (`2026-01-31T13:45:00`), in the form in which all dates are handed on. Null: it
 * is none. A time zone, where one stands there, moves nothing: the cell shows what stands before it.
 */
export function isoOfText(text: string): string | null {
  const { year, month, day, hours, minutes, seconds, fraction } = pattern.exec(text.trim())?.groups ?? {};
  if (day !== undefined && !isDay(Number(year), Number(month), Number(day))) return null;
  const date = day === undefined ? null : `${year}-${month}-${day}`;
  if (hours === undefined) return date;
  const time = `${hours}:${minutes}:${seconds ?? '00'}`;
  // Half a second and more would round up to the next one, which may be the next day; it is left out instead.
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds ?? 0) < 60 && fraction !== '';
  if (!isTime) return null;
  if (date === null) return time;
  return time === '00:00:00' ? date : `${date}T${time}`;
}

const pattern =
  /^(?:(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T(?=\d)|$)|T?(?=\d\d:))(?:(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:[.,](?<fraction>\d+))?)?)?(?:Z|[+-]\d\d:?\d\d)?$/;

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}
