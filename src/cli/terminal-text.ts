/**
 * A text that came from outside, safe to print: whatever a terminal would obey (control characters, among them ESC and
 * line ends, and the marks that turn the direction of writing) is shown as its code, e.g. `\u{1b}`.
 */
export function terminalText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
