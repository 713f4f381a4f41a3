/** Texts that are no value of any field. */

const openingBracket = 91;
const hash = 35;

/** `[clear]`: what the field holds is removed. */
export function isClearMark(text: string): boolean {
  return text.length === 7 && text.charCodeAt(0) === openingBracket && text.toLowerCase() === '[clear]';
}

/** `#REF!`, `#NAME?`, `#DIV/0!`, `#SPILL!`: whatever errors Excel will have, they look like this; but for two. */
const excelError = /^#(?:[A-Z][A-Z0-9/_]{0,30}[!?]|N\/A|GETTING_DATA)$/i;

/** What a broken lookup or formula leaves, as Excel writes it to a CSV. */
export function isExcelError(text: string): boolean {
  return text.charCodeAt(0) === hash && excelError.test(text);
}

const plus = 43;
const scientific = /^-?\d(?:\.\d+)?E\+\d{2,3}$/;

/** How Excel shows a number whose digits it does not keep, or does not show: `9.19877E+11` in a CSV that it wrote. */
export function isRoundedNumber(text: string): boolean {
  const { length } = text;
  if (length < 5 || length > 24) return false;
  const mayBe = text.charCodeAt(length - 3) === plus || text.charCodeAt(length - 4) === plus;
  return mayBe && scientific.test(text);
}
