/**
 * A text as a cell's XML. Characters that XML cannot hold are written as `_x0001_`, the way of ECMA-376 (part 1,
 * 22.9.2.19), and so is a carriage return, which XML would read as a line feed. An underscore that would look as if it
 * began such an escape becomes `_x005F_`. So every text comes back as it was.
 */
export function textElement(text: string): string {
  return unusual.test(text) ? `<t xml:space="preserve">${escaped(text)}</t>` : `<t>${text}</t>`;
}

/** A text in the value of an attribute. */
export function attributeText(text: string): string {
  return escaped(text).replaceAll('"', '&quot;');
}

/** What must be escaped or might have to be, and white space that is kept only where it is asked for. */
const unusual = /[&<>_\p{Cc}\p{Cs}\uFFFE\uFFFF]|^\s|\s$/u;
/** Lone surrogates among them; those of C1 are allowed. */
const illegal = /(?![\t\n\u007F-\u009F])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
const falseEscape = new RegExp(`_(?=x[\\dA-Fa-f]{4}(?:_|${illegal.source}))`, 'gu');

function escaped(text: string): string {
  return text
    .replaceAll(falseEscape, '_x005F_')
    .replaceAll(illegal, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
