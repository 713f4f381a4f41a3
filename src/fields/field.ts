import type { Json } from '../engine/records.ts';

/** What the value of a named field must be. A field that nobody named may be any JSON that can be stored. */
export type Rule =
  | { readonly kind: 'text'; readonly charactersMin: number; readonly charactersMax: number }
  | { readonly kind: 'number'; readonly min: number }
  | { readonly kind: 'integer'; readonly min: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'phone' }
  | { readonly kind: 'choice'; readonly of: readonly string[] };

/** One field of a list's customers, as data. */
export interface Field {
  readonly name: string;
  readonly rule: Rule;
  /** True: a new customer must bring it, and an update cannot remove it. */
  readonly required: boolean;
}

/** A compiled rule: the sentence that says what is wrong with a value, or null. */
export type ValueCheck = (value: Json) => string | null;

export interface FieldLimits {
  /** Levels of objects and arrays in one field's value. */
  readonly nestingMax: number;
  /** Characters (code points) of a field's name. */
  readonly fieldNameCharactersMax: number;
}
