import type { Match } from './use-found-customers.ts';

/** Where in a text the part lies that a search has found. */
interface Marked {
  readonly start: number;
  readonly end: number;
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base' });

/** The part of a text that begins as was searched, for its reader's eye; null: the service found it in a form that is not shown. */
export function markMatch(text: string, search: string, match: Match): Marked | null {
  if (match === 'phone') return markDigits(text, search);
  const sought = search.trim();
  const starts = match === 'name' ? wordStarts(text) : [0];
  const start = starts.find((place) => collator.compare(text.slice(place, place + sought.length), sought) === 0);
  return start === undefined || sought === '' ? null : { start, end: start + sought.length };
}

function wordStarts(text: string): number[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index }) => index);
}

/** Blanks and signs between the digits do not count. */
function markDigits(text: string, search: string): Marked | null {
  const sought = search.replaceAll(/\D/g, '');
  const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const place = digits
    .map((index) => text.charAt(index))
    .join('')
    .indexOf(sought);
  const [start, last] = [digits[place], digits[place + sought.length - 1]];
  return sought === '' || start === undefined || last === undefined ? null : { start, end: last + 1 };
}
