const hourMs = 3_600_000;
const unitMs = new Map([
  ['h', hourMs],
  ['d', 24 * hourMs],
  ['w', 7 * 24 * hourMs],
]);
/** Nobody means more than this, and a date beyond what can be stored never gets that far. */
const lifetimeMaxMs = 100 * 366 * 24 * hourMs;
const isoDate = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** What `parseExpiry` takes, to end the sentence "expires must be …". */
export const expiryForms =
  'in the future: a duration (12h, 90d, 26w), a date (2027-01-31, from its first moment in UTC) or a time with its zone (2027-01-31T18:00:00Z)';

/** The moment from which a token no longer works; `undefined` when the text is no such moment, or is past. */
export function parseExpiry(text: string, now: Date): Date | undefined {
  const moment = fromDuration(text, now) ?? fromDate(text);
  const lifetime = (moment ?? Number.NaN) - now.getTime();
  return moment !== undefined && lifetime > 0 && lifetime <= lifetimeMaxMs ? new Date(moment) : undefined;
}

function fromDuration(text: string, now: Date): number | undefined {
  const [, count, unit] = /^(\d{1,7})([hdw])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return now.getTime() + Number(count) * (unitMs.get(unit) ?? Number.NaN);
}

function fromDate(text: string): number | undefined {
  const [, date] = isoDate.exec(text) ?? [];
  if (date === undefined) return undefined;
  // Date.parse makes 2 March of 30 February: only a date that comes back as it went in is one.
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, date.length) !== date) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}
