/** The words of the engine: what goes in (records) and what comes out (outcomes, changes). */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** One entry of a request as its door read it: a key and a merge patch, or the faults that keep it from being one. */
export interface RecordIn {
  /** Place in the request, from 0. */
  readonly index: number;
  /** The customer's key; null where the entry brought none that can be used. */
  readonly key: string | null;
  /** RFC 7396; null where the entry brought none that can be used. */
  readonly patch: JsonObject | null;
  /** The version that the caller last saw. */
  readonly expectedVersion?: number;
  /** Sentences, one a fault; empty when the door found none. */
  readonly faults: readonly string[];
}

/** A record that passed validation. */
export interface ValidRecord {
  readonly index: number;
  readonly key: string;
  readonly patch: JsonObject;
  readonly expectedVersion?: number;
  /** Of a removal that takes an addition back: the data that the customer must still have; gone already is `unchanged`. */
  readonly onlyIf?: JsonObject;
  /** How a record is told that its customer is not as expected; absent: `version_conflict_engine_exception`. */
  readonly conflictCode?: ConflictCode;
  /** Where the patch can only be settled against what the customer has at its turn: how. It names no other fields. */
  readonly settle?: Settle;
}

/** Makes a record's patch from what the customer has at its turn (undefined: the field is absent), or says why not. */
export type Settle = (
  stored: (field: string) => Json | undefined,
) => Settled | { readonly error: FailureCode; readonly reason: string };

export interface Settled {
  readonly patch: JsonObject;
  /** Its values take the place of what is there, objects included; absent: they are merged (RFC 7396). */
  readonly replaces?: true;
  /** Fields that it would have set, had nobody edited them since. */
  readonly leftAlone?: readonly string[];
}

export const failureCodes = {
  document_missing_exception: 'The list holds no customer with this key.',
  version_conflict_engine_exception: 'Expected another version, or the customer to be added exists.',
  resource_busy_exception: 'Another writer held the record through every try.',
  document_too_large_exception: "The customer's data would exceed its limit.",
  value_mismatch_exception: 'The value does not fit what the customer has.',
  reference_taken_exception: 'Another customer holds the reference, which is unique in the company.',
  preview_changed_exception: 'A field that the record names changed since the preview.',
  edited_since_exception: 'Somebody has edited the customer since the batch that is undone.',
  batch_aborted_exception: 'The batch is atomic and another record was not applied.',
  batch_cancelled_exception: 'Not reached before the batch was cancelled.',
  batch_interrupted_exception: 'Not reached before the process died, and nobody resumed the batch.',
} as const;
export type FailureCode = keyof typeof failureCodes;
export type ConflictCode = Extract<
  FailureCode,
  'version_conflict_engine_exception' | 'preview_changed_exception' | 'edited_since_exception'
>;

/** What became of one valid record. */
export type Outcome =
  | {
      readonly index: number;
      readonly outcome: 'updated' | 'unchanged';
      /** Of an undo: fields that were edited since, and stay as they are. */
      readonly leftAlone?: readonly string[];
    }
  | { readonly index: number; readonly outcome: 'failed'; readonly error: FailureCode; readonly reason: string };
export type Failure = Extract<Outcome, { outcome: 'failed' }>;

/** What became of one record that did not pass validation. */
export interface InvalidOutcome {
  readonly index: number;
  /** The key as received, cut to 128 characters; null where it was no string. */
  readonly key: string | null;
  readonly errors: readonly string[];
}

/** One field of a change; `from` or `to` is left out where the field was, or is, absent. */
export interface FieldChange {
  from?: Json;
  to?: Json;
}
export type FieldChanges = Record<string, FieldChange>;

/** One entry of a customer's history. */
export interface Change {
  readonly key: string;
  /** The version that this change made. */
  readonly version: number;
  /** The pack that holds the change before this one; null for the first, or when history began later. */
  readonly previousPack: number | null;
  readonly fields: FieldChanges;
}

export type Operation = 'update' | 'add' | 'remove';
export type BatchSource = 'campaign' | 'company' | 'upload' | 'undo' | 'preview';
export type BatchState = 'queued' | 'running' | 'interrupted' | 'completed' | 'cancelled' | 'failed';

export interface Counts {
  readonly total: number;
  readonly valid: number;
  readonly invalid: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly retried: number;
}

/** What a door gets back, to turn into its answer. All lists are in request order. */
export interface BatchResult {
  readonly batchId: string;
  readonly state: BatchState;
  readonly counts: Counts;
  /** Chunks that the batch was cut into. */
  readonly chunks: number;
  readonly failures: readonly (Failure & { readonly key: string })[];
  readonly invalid: readonly InvalidOutcome[];
}
