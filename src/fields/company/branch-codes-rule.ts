import type { Json } from '../../engine/records.ts';
import { hasAtMostCharacters } from '../characters.ts';
import { Changed, Misfit, type Reading } from '../sheet/values.ts';
import { withoutDates } from '../sheet/made-a-date.ts';
import { textTrouble } from '../text-trouble.ts';
import type { FieldRule } from '../sheet/field-rule.ts';

const codesMax = 500;
const codeCharactersMax = 64;
/** Items of one cell, the empty and the repeated ones counted, that are looked at. */
const itemsMax = 2 * codesMax;
const separator = /[;|]/;
const must = `must be 1 to ${codesMax} codes of 1 to ${codeCharactersMax} characters, separated by ; or |`;
const mustOfJson = `must be a list of 1 to ${codesMax} different codes of 1 to ${codeCharactersMax} characters without ; and |`;
const misfit = new Misfit(must);

/** Codes of branches: a list on the wire, one cell in a sheet. */
export const branchCodesRule: FieldRule = withoutDates<FieldRule>({
  trouble(value) {
    if (!Array.isArray(value) || value.length === 0 || value.length > codesMax) return mustOfJson;
    return value.every(isCode) && new Set(value).size === value.length ? null : mustOfJson;
  },
  canonical: () => null,
  read(text): Reading {
    const items = text.replaceAll('|', ';').split(';', itemsMax);
    const codes: string[] = [];
    for (const item of items) {
      const code = item.trim();
      if (code === '' || codes.includes(code)) continue;
      if (!isCode(code) || codes.length === codesMax) return misfit;
      codes.push(code);
    }
    if (codes.length === 0 || items.length === itemsMax) return misfit;
    return codes.length === items.length ? codes : new Changed(codes, 'items_dropped');
  },
});

function isCode(code: Json): boolean {
  return (
    typeof code === 'string' &&
    code !== '' &&
    hasAtMostCharacters(code, codeCharactersMax) &&
    !separator.test(code) &&
    code.trim() === code &&
    textTrouble(code) === null
  );
}
