import { en } from './en.ts';

/** All that the console says, in one language. Another language is one file like `en.ts`, and a line here. */
export type Messages = typeof en;

const catalogues: Readonly<Record<string, Messages>> = { en };

/** The catalogue of the reader's first language that there is; English otherwise. */
export const m: Messages = chosen();

function chosen(): Messages {
  for (const language of navigator.languages) {
    const catalogue = catalogues[language.split('-')[0] ?? ''];
    if (catalogue) return catalogue;
  }
  return en;
}
