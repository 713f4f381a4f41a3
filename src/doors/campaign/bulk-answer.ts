import { type TObject, Type } from 'typebox';
import type { PreviewResult } from '../../engine/preview-batch.ts';
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

/** What a dry run is answered: the same, and what would change. */
export function previewAnswer(result: PreviewResult, verb: 'Added' | 'Updated'): Record<string, unknown> {
  const { message: _done, ...same } = bulkAnswer(result, verb);
  const { counts, changes, expiresAt } = result;
  const would = verb === 'Added' ? 'add' : 'update';
  return {
    ...same,
    message: `Would ${would} ${counts.updated + counts.unchanged} of ${counts.total} records`,
    dryRun: true,
    expiresAt: expiresAt.toISOString(),
    changes: changes.map(({ key, version, fields }) => ({ id: key, version, changes: fields })),
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

const change = Type.Object({
  id: Type.String(),
  version: Type.Integer({ description: 'The version that the change would make.' }),
  changes: Type.Record(
    Type.String(),
    Type.Object(
      { from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) },
      { description: '`from` or `to` is left out where the field was, or would be, absent.' },
    ),
  ),
});

/** The schema of `bulkAnswer` and `previewAnswer`. */
export function bulkAnswerSchema({ retried }: { retried: boolean }): TObject {
  return Type.Object({
    success: Type.Boolean({ description: 'True when every record received was, or would be, applied.' }),
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
    dryRun: Type.Optional(Type.Literal(true, { description: 'Nothing was applied: `batchId` names a preview.' })),
    expiresAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'Of a preview: until then it can be applied.' }),
    ),
    changes: Type.Optional(
      Type.Array(change, {
        description: 'Of a preview: the first 1,000; all of them by GET /api/v1/batches/{id}/changes.',
      }),
    ),
  });
}
