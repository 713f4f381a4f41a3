/**
 * What keeps a JSON value from being stored and given back as it was sent. A nested key `__proto__` is refused too: as
 * data it is harmless here, but whoever reads the customer and merges it carelessly would write to a prototype. Other
 * names (`constructor`, `prototype`) are ordinary nested keys; none of the three can be a field.
 */
import type { Json } from '../engine/records.ts';
import { type TextTrouble, textSentences, textTrouble } from './text-trouble.ts';

export type ValueTrouble = TextTrouble | 'range' | 'nesting' | 'proto';

/** The first trouble found; looks at most `levels` of objects and arrays deep, so no value can overflow the stack. */
export function valueTrouble(value: Json, levels: number): ValueTrouble | null {
  if (typeof value === 'string') return textTrouble(value);
  if (typeof value === 'number') return isInRange(value) ? null : 'range';
  if (typeof value !== 'object' || value === null) return null;
  if (levels === 0) return 'nesting';
  return Array.isArray(value) ? itemTrouble(value, levels - 1) : memberTrouble(value, levels - 1);
}

/** Beyond this a double no longer tells neighbouring integers apart (and JSON's 1e999 is read as Infinity). */
export function isInRange(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
}

export function valueSentence(name: string, trouble: ValueTrouble, nestingMax: number): string {
  if (trouble === 'range') return `${name} must be within ±${Number.MAX_SAFE_INTEGER}; send it as text`;
  if (trouble === 'nesting') return `${name} cannot be nested deeper than ${nestingMax} levels`;
  if (trouble === 'proto') return `${name} cannot contain a key named __proto__`;
  return `${name} ${textSentences[trouble]}`;
}

function itemTrouble(items: readonly Json[], levels: number): ValueTrouble | null {
  for (const item of items) {
    const trouble = valueTrouble(item, levels);
    if (trouble !== null) return trouble;
  }
  return null;
}

function memberTrouble(object: { readonly [key: string]: Json }, levels: number): ValueTrouble | null {
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    const trouble = key === '__proto__' ? 'proto' : (textTrouble(key) ?? valueTrouble(object[key] ?? null, levels));
    if (trouble !== null) return trouble;
  }
  return null;
}
