import type { CompiledFields } from './fields.ts';
import type { InvalidOutcome, Operation, RecordIn, ValidRecord } from './records.ts';

export interface Validated {
  readonly valid: ValidRecord[];
  readonly invalid: InvalidOutcome[];
}

/** Rule 1: each record on its own against the list's fields. A bad record never stops a good one. */
export function validate(records: readonly RecordIn[], fields: CompiledFields, operation: Operation): Validated {
  const valid: ValidRecord[] = [];
  const invalid: InvalidOutcome[] = [];
  for (const record of records) {
    const { index, key, patch } = record;
    // A key that is itself at fault may be told cut short, so the data cannot be compared with it.
    const known = record.faults.length === 0 ? key : null;
    const faults = patch === null ? [] : check(fields, operation, { patch, key: known });
    if (faults.length === 0 && record.faults.length === 0 && key !== null && patch !== null) {
      valid.push(record as ValidRecord);
    } else {
      invalid.push({ index, key, errors: [...record.faults, ...faults] });
    }
  }
  return { valid, invalid };
}

/** The records as an earlier attempt validated them: which were invalid was stored, and is not judged again. */
export function validatedBefore(records: readonly RecordIn[], invalid: readonly InvalidOutcome[]): Validated {
  const faulty = new Set(invalid.map(({ index }) => index));
  return { valid: records.filter(({ index }) => !faulty.has(index)) as ValidRecord[], invalid: [...invalid] };
}

function check(
  fields: CompiledFields,
  operation: Operation,
  { patch, key }: Pick<ValidRecord, 'patch'> & Pick<RecordIn, 'key'>,
): readonly string[] {
  if (operation === 'remove') return [];
  return operation === 'add' ? fields.checkNew(patch, key) : fields.checkPatch(patch, key);
}
