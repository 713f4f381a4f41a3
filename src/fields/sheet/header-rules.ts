import type { MatchedColumn } from '../sheet-fields.ts';
import type { NamedField } from './field-names.ts';

/** What a header that names no known field is: a field of its own (of a campaign: a custom field), or nothing. */
export type ReadUnknown = (header: string) => { readonly field: string | null; readonly why: string | null };

export interface HeaderRules {
  readonly fields: readonly NamedField[];
  readonly unknown: ReadUnknown;
  /** Whether a mapping may name this field. */
  readonly isField: (name: string) => boolean;
  /** The sheet must have a column for one of these; []: for none. */
  readonly keys: readonly string[];
}

/** A column with what was found out about it. */
export interface FoundColumn extends MatchedColumn {
  readonly place: number;
  readonly why: string | null;
}
