import type { Json, JsonObject, Settle } from '../../engine/records.ts';
import { firstCharacters } from '../characters.ts';
import { shownName } from '../field-name.ts';
import { readBoolean, readNumber } from '../sheet/number-text.ts';
import { Changed, Misfit } from '../sheet/values.ts';

const shownCharactersMax = 80;

/**
 * Reads the texts of custom fields that nobody declared: as a number or a boolean where the customer has one in that
 * field, so that a sheet does not turn 12 into "12"; else they are the texts that they are.
 */
export function settleCustom(patch: JsonObject, names: readonly string[]): Settle {
  return (stored) => {
    const settled: JsonObject = {};
    for (const name of names) {
      const text = patch[name];
      if (typeof text !== 'string') continue;
      const value = readLike(stored(name), text);
      if (value instanceof Misfit) return { error: 'value_mismatch_exception', reason: mismatch(name, text, value) };
      settled[name] = value;
    }
    return { patch: { ...patch, ...settled } };
  };
}

function readLike(stored: Json | undefined, text: string): string | number | boolean | Misfit {
  if (typeof stored === 'boolean') return readBoolean(text);
  if (typeof stored !== 'number') return text;
  const reading = readNumber(text);
  return reading instanceof Changed ? Number(reading.value) : reading;
}

function mismatch(name: string, text: string, { must }: Misfit): string {
  return `${shownName(name)} ${must}, as the customer has one; the cell holds "${firstCharacters(text, shownCharactersMax)}"`;
}
