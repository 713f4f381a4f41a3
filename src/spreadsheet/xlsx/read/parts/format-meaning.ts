/** What a number format makes of a number. `date` shows a day (and perhaps a time), `time` a time of day alone. */
export type FormatMeaning = 'number' | 'date' | 'time';

/**
 * A format is a date's when letters of a date stand in its first section, outside of what is shown as it stands. An
 * elapsed time (`[h]:mm`) is a quantity, no time of day: it stays a number.
 */
export function formatMeaning(code: string): FormatMeaning {
  const letters = code
    // Shown as it stands: "text", \x; the width of _x; the filling *x.
    .replaceAll(/"[^"]*(?:"|$)|[\\_*][^]?/g, '')
    .toLowerCase();
  if (/\[(?:h+|m+|s+)\]/.test(letters)) return 'number';
  // Colours, conditions, currencies and languages.
  const [section = ''] = letters.replaceAll(/\[[^\]]*\]/g, '').split(';');
  const shown = section.replaceAll('general', '').replaceAll(/e[+-]/g, '');
  // Digits, too, stand in no date but for fractions of seconds.
  if (/[#?@]/.test(shown) || /0/.test(shown.replaceAll(/s\.0+/g, ''))) return 'number';
  if (/[ydegb]/.test(shown.replaceAll(/am\/pm|a\/p/g, ''))) return 'date';
  if (/[hs]/.test(shown)) return 'time';
  return shown.includes('m') ? 'date' : 'number';
}
