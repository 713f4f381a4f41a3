import type { Json, JsonObject } from './records.ts';

/**
 * What a list's customers look like, compiled once a list (by `src/fields`). Every sentence names its field and says
 * what the rule is, e.g. `emi_amount must be a number`.
 */
export interface CompiledFields {
  /** Faults of a merge patch for the customer `key`; empty when it may be applied. */
  checkPatch(patch: JsonObject, key: string | null): readonly string[];
  /** Faults of a whole new customer. */
  checkNew(data: JsonObject, key: string | null): readonly string[];
  /** The field that holds the key, e.g. `loan_id`. */
  readonly keyField: string;
}

/** Bytes of a customer's data as the limit counts them: compact JSON in UTF-8. */
export function dataBytes(data: Json): number {
  return Buffer.byteLength(JSON.stringify(data));
}
