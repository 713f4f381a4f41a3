import { formatNumber } from '../format/number.ts';

/** "1 row", "2,000 rows": the number in the reader's locale, and the form of English that goes with it. */
export function counted(count: number, forms: { readonly one: string; readonly other: string }): string {
  return `${formatNumber(count)} ${rules.select(count) === 'one' ? forms.one : forms.other}`;
}

const rules = new Intl.PluralRules('en');
