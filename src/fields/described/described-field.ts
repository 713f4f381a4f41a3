/** A field of a list's customers as people are told of it. Made from what values are held to, so that it cannot say else. */
export interface DescribedField {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly kind: FieldKind;
  /** A new customer must have it, and it cannot be cleared. */
  readonly required: boolean;
  /** It names the customer, and cannot be changed. */
  readonly isKey: boolean;
  /** No two customers of the list have the same. */
  readonly isUnique: boolean;
  /** The service itself writes it: no request sets it, and no column of a sheet. */
  readonly readOnly: boolean;
  /** Of a `choice`: the values that are stored. */
  readonly choices?: readonly string[];
  /** How a value is written, where that is a pattern. */
  readonly format?: string;
  /** The rule in words. */
  readonly description?: string;
  /** A value as a cell has it. */
  readonly example?: string;
  /** Other headers that mean it. */
  readonly aliases: readonly string[];
  /** The list has declared it itself. */
  readonly custom: boolean;
}

export const fieldKinds = [
  'text',
  'number',
  'integer',
  'boolean',
  'date',
  'choice',
  'phone',
  'email',
  'list',
  'object',
] as const;

/** `list`: texts, in a cell separated by `;`. `object`: of fields of its own. */
export type FieldKind = (typeof fieldKinds)[number];

export const dateFormat = 'YYYY-MM-DD';
