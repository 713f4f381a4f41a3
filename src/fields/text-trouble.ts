/** What keeps a text from being stored as PostgreSQL's jsonb. */
export type TextTrouble = 'nul' | 'surrogate';

export function textTrouble(text: string): TextTrouble | null {
  if (!text.isWellFormed()) return 'surrogate';
  return text.includes('\0') ? 'nul' : null;
}

/** Sentences without their subject. */
export const textSentences: Readonly<Record<TextTrouble, string>> = {
  nul: 'cannot contain a NUL character',
  surrogate: 'cannot contain a lone surrogate (half of a character)',
};
