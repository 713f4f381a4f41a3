/** The calendar without a clock: days are counted from 1 March of the year 0, so that leap days end a year. */
const daysPerEra = 146_097;
const daysBeforeMarch = 60;

/** Number of 1 January of a year. */
export function daysBefore(year: number): number {
  const before = year - 1;
  return (
    year * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + 1 - daysBeforeMarch
  );
}

/** `2026-01-31`, of a day since 1 March of the year 0. */
export function dateOfDay(number: number): string {
  const era = Math.floor(number / daysPerEra);
  const inEra = number - era * daysPerEra;
  const leaps = Math.floor(inEra / 1_460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096);
  const yearInEra = Math.floor((inEra - leaps) / 365);
  const inYear = inEra - (yearInEra * 365 + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const monthFromMarch = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearInEra + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Days of a month, from 1. */
export function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
