import { existsReason } from '../../engine/judge.ts';
import type { FailureCode } from '../../engine/records.ts';
import type { CellFault } from '../../fields/sheet-fields.ts';
import type { RecordFailure } from './outcome-table.ts';

/** What a bookkeeper is told of a row that was right and was not applied all the same; null: the engine's own sentence. */
const sentences: Readonly<Record<FailureCode, string | null>> = {
  document_missing_exception: 'There is no such customer; check the customer id.',
  version_conflict_engine_exception:
    'Somebody changed this customer after the file was compared with it; look at the customer and send the row again.',
  resource_busy_exception: 'Somebody else was changing this customer the whole time; send the row again.',
  document_too_large_exception: null,
  value_mismatch_exception: null,
  reference_taken_exception: null,
  preview_changed_exception:
    'Somebody changed this customer after you were shown what the file would do; look at the customer and send the row again.',
  edited_since_exception: null,
  batch_aborted_exception: 'The file was to be applied as a whole or not at all, and another row was not applied.',
  batch_cancelled_exception: 'The update was cancelled before it reached this row.',
  batch_interrupted_exception: 'The update was interrupted before it reached this row; send the row again.',
};

const exists = 'There is such a customer already; send the row in an update, or leave it out.';

/** `abortedBy`: the row that kept the others from being applied, as a sentence names it (`row 7`). */
export function faultOfFailure(failure: RecordFailure, abortedBy: string | null): CellFault {
  return { column: null, code: failure.error, message: sentenceOf(failure, abortedBy), value: null };
}

function sentenceOf({ error, reason }: RecordFailure, abortedBy: string | null): string {
  if (error === 'batch_aborted_exception' && abortedBy !== null) {
    return `The file was to be applied as a whole or not at all, and ${abortedBy} was not applied.`;
  }
  if (reason === existsReason) return exists;
  return sentences[error] ?? `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
