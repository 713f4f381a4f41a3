/**
 * A text as it is compared when somebody searches: in any case, with or without Latin accents, however its letters were
 * composed. What folds to the start of a folded text is found, so each character is folded by itself.
 */
export function foldText(text: string): string {
  if (isPlainAscii.test(text)) return text.toLowerCase().trim();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll(notCompared, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
}

/** The words of a folded text, one blank between each: letters, marks and digits. */
export function foldWords(folded: string): string {
  return (folded.match(isPlainAscii.test(folded) ? asciiWords : words) ?? []).join(' ');
}

const isPlainAscii = /^[\x20-\x7e]*$/;
const asciiWords = /[a-z0-9]+/g;
const words = /[\p{L}\p{M}\p{N}]+/gu;
/** Latin accents; the marks of other scripts are vowels. */
const notCompared = /[\u0300-\u036f]/g;
