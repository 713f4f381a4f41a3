/**
 * Telephone numbers as they are searched: by the start of their ten digits, or of those behind the country code. Almost
 * all are Indian, so an Indian number has one term, and its country code is taken off what is searched instead; it is
 * found with it once it is whole. Of others, with a capital letter, both forms are terms.
 */
const india = '91';
const nationalDigits = 10;

/** The terms of a stored number. */
export function phoneTerms(text: string, letter: string): string[] {
  const digits = text.replaceAll(/\D/g, '');
  if (digits === '') return [];
  const full = text.startsWith('00') ? digits.slice(2) : digits;
  const national = full.slice(-nationalDigits);
  if (full === national || full === india + national) return [letter + national];
  return [letter.toUpperCase() + national, letter.toUpperCase() + full];
}

/** What the terms begin with that a search finds; none where it cannot be a number. */
export function phonePrefixes(search: string, letter: string): string[] {
  if (!maybeNumber.test(search)) return [];
  const digits = search.replaceAll(/\D/g, '').replace(/^00/, '');
  if (digits === '') return [];
  const isFull = /^(?:\+|00)/.test(search);
  const indian = [...(isFull ? [] : [digits]), ...(digits.startsWith(india) ? [digits.slice(india.length)] : [])];
  return [...indian.map((start) => letter + start), letter.toUpperCase() + digits];
}

const maybeNumber = /^[+\d(][\d\s().-]*$/;
