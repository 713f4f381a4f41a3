import { malformed } from '../../http/malformed.ts';

/** The days of a statistic, in one time zone. */
export interface StatisticsDays {
  /** `2026-11-22`, in order, none left out. */
  readonly days: readonly string[];
  /** When each begins, and when the last one ends. */
  readonly borders: readonly Date[];
}

interface Asked {
  /** The first day and the last. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeZone: string;
  readonly now: Date;
}

export const statisticsDaysMax = 366;
const daysStandard = 30;
const firstDay = '1970-01-01';
const lastDay = '9998-12-31';
const outside = `from and to must be days from ${firstDay} to ${lastDay}`;

/** The days that are asked for: the last thirty where nothing is said. Refuses what is no period, and years that not everything here can reckon with. */
export function statisticsDays({ from, to, timeZone, now }: Asked): StatisticsDays {
  const dayAt = dayReader(timeZone);
  if ([from, to].some((day) => day !== undefined && (day < firstDay || day > lastDay))) throw malformed([outside]);
  const last = to ?? dayAt(now.getTime());
  const first = from ?? plusDays(last, 1 - daysStandard);
  const count = (noonOf(last) - noonOf(first)) / dayMs + 1;
  if (count < 1) throw malformed([`from must not be after ${to === undefined ? `today, ${last}` : 'to'}`]);
  if (count > statisticsDaysMax) throw malformed([`from and to must be at most ${statisticsDaysMax} days apart`]);
  const days = Array.from({ length: count }, (_, place) => plusDays(first, place));
  const borders = [...days, plusDays(last, 1)].map((day) => beginOf(day, dayAt));
  return { days, borders };
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** No time zone is further from UTC. */
const offsetMsMax = 15 * 60 * minuteMs;

type DayAt = (ms: number) => string;

/** Which day it is somewhere at a moment. Throws the refusal of a time zone that there is not. */
function dayReader(timeZone: string): DayAt {
  try {
    // Its dates are written as ISO writes them.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    return (ms) => format.format(ms);
  } catch {
    throw malformed(['timeZone must be the name of a time zone, e.g. Asia/Kolkata']);
  }
}

/** The first minute of a day: mostly 00:00, but where clocks are put forward at midnight there is none. */
function beginOf(day: string, dayAt: DayAt): Date {
  const midnight = noonOf(day) - dayMs / 2;
  let before = midnight - offsetMsMax;
  let begun = midnight + offsetMsMax;
  while (begun - before > minuteMs) {
    const middle = before + Math.floor((begun - before) / 2 / minuteMs) * minuteMs;
    if (dayAt(middle) < day) before = middle;
    else begun = middle;
  }
  return new Date(begun);
}

function plusDays(day: string, days: number): string {
  return new Date(noonOf(day) + days * dayMs).toISOString().slice(0, 10);
}

/** In UTC, which has no other days than those of 24 hours. */
function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}
