/** 5000, 5,000, 5 000, 1,00,000 → the number. null: it is none, or not surely the one that was meant, as 5.5 and 5,00 are. */
export function readCount(text: string): number | null {
  const typed = text.trim();
  return forms.some((form) => form.test(typed)) ? numberIn(typed) : null;
}

/** Digits alone; groups of three; groups of two before the last three, as in India. */
const forms: readonly RegExp[] = [/^\d+$/, /^\d{1,3}([,\s])\d{3}(?:\1\d{3})*$/u, /^\d{1,2}(?:,\d{2})*,\d{3}$/];

/** As large as a limit of the service can be. */
const countMax = 2 ** 31 - 1;

function numberIn(typed: string): number | null {
  const count = Number(typed.replaceAll(/\D/g, ''));
  return count <= countMax ? count : null;
}
