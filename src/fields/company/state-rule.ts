import { Changed } from '../sheet/values.ts';
import { type FieldRule, textRule } from '../sheet/field-rule.ts';
import { indianStates } from './indian-states.ts';

/** Texts longer than this name no state. */
const stateCharactersMax = 100;
const names: ReadonlySet<string> = new Set(indianStates.map(({ name }) => name));
/** By what is left of a name or code without case, spaces and marks. */
const nameByKey: ReadonlyMap<string, string> = new Map(
  indianStates.flatMap(({ name, codes, gst, names: others }) =>
    [name, ...codes, ...gst, ...others].map((spelling) => [stateKey(spelling), name]),
  ),
);

/** A state or territory by its name, its two-letter code or its code of GST; stored as its name. */
export const stateRule: FieldRule = textRule({
  must: "must be one of India's states or union territories, by name or code (Maharashtra, MH or 27)",
  isRight: (text) => names.has(text),
  canonical: storedName,
});

function storedName(text: string): Changed | null {
  if (text.length > stateCharactersMax) return null;
  // A code of GST has two digits; one that is alone has lost its zero.
  if (/^[1-9]$/.test(text)) return changed(nameByKey.get(`0${text}`), 'zero_restored');
  return changed(nameByKey.get(stateKey(text)) ?? codeAndName(text), 'spelling_unified');
}

/** `27-Maharashtra`, as the portal of GST writes it, where both mean the same. */
function codeAndName(text: string): string | undefined {
  const [, code = '', name = ''] = /^(\d{2}) ?- ?(\D+)$/.exec(text) ?? [];
  const found = nameByKey.get(code);
  return found !== undefined && nameByKey.get(stateKey(name)) === found ? found : undefined;
}

function changed(name: string | undefined, code: 'zero_restored' | 'spelling_unified'): Changed | null {
  return name === undefined ? null : new Changed(name, code);
}

function stateKey(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/[^a-z0-9]/g, '');
}
