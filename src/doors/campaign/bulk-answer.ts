import { type TObject, Type } from 'typebox';
import { type BatchResult, failureCodes } from '../../engine/records.ts';

/** What a bulk request is answered: the counts, and by name what was not applied. */
export function bulkAnswer(result: BatchResult, verb: 'Added' | 'Updated'): Record<string, unknown> {
  const { counts, failures, invalid } = result;
  const successful = counts.updated + counts.unchanged;
  return {
    success: successful === counts.total,
    message: `${verb} ${successful} of ${counts.total} records`,
    batchId: result.batchId,
    results: {
      total: counts.total,
      valid: counts.valid,
      invalid: counts.invalid,
      successful,
      failed: counts.failed,
      ...(verb === 'Updated' ? { retried: counts.retried } : {}),
      batchesProcessed: result.chunks,
      errors: failures.map(({ key, error, reason, index }) => ({ id: key, error, reason, index })),
      ...(invalid.length > 0 ? { invalidRecords: invalid.map(invalidRecord) } : {}),
    },
  };
}

function invalidRecord({ index, key, errors }: BatchResult['invalid'][number]): object {
  return { index, id: key, errors };
}

const count = Type.Integer({ minimum: 0 });

const failure = Type.Object({
  id: Type.String(),
  error: Type.Enum(Object.keys(failureCodes)),
  reason: Type.String(),
  index: Type.Integer({ minimum: 0, description: 'Place in the request, from 0.' }),
});

const invalidEntry = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  id: Type.Union([Type.String(), Type.Null()], { description: 'As received, cut to 128 characters; else null.' }),
  errors: Type.Array(Type.String(), { description: 'One sentence a fault; each names its field.' }),
});

/** The schema of `bulkAnswer`. */
export function bulkAnswerSchema({ retried }: { retried: boolean }): TObject {
  return Type.Object({
    success: Type.Boolean({ description: 'True when every record received was applied.' }),
    message: Type.String(),
    batchId: Type.String({ description: 'Names the batch for GET /api/v1/batches/{id}.' }),
    results: Type.Object({
      total: count,
      valid: count,
      invalid: count,
      successful: count,
      failed: count,
      ...(retried ? { retried: count } : {}),
      batchesProcessed: Type.Integer({ minimum: 0, description: 'Chunks (transactions) that the batch was cut into.' }),
      errors: Type.Array(failure),
      invalidRecords: Type.Optional(Type.Array(invalidEntry)),
    }),
  });
}
