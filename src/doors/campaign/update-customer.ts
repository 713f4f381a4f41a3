import { Type } from 'typebox';
import type { JsonObject, RecordIn } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { refusals } from './errors.ts';
import { versionOfIfMatch } from '../../http/etag.ts';
import { readUpdateItem } from './read-item.ts';
import { runBatch } from './run-batch.ts';
import { refuseFailedRecord } from '../../lists/refuse-failed-record.ts';
import type { WriteDeps } from './write-deps.ts';

const keyFields = ['loan_id', 'lead_id'] as const;

/** `PUT /api/v1/customers/update`: one customer, guarded by `If-Match` where the caller wants. */
export function updateCustomer<Tx>(deps: WriteDeps): Route<Tx> {
  const key = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
  return {
    method: 'PUT',
    path: '/api/v1/customers/update',
    operationId: 'updateCustomer',
    summary: 'Update one customer',
    description:
      'With If-Match (the ETag of an earlier answer) the update is refused with 412 when a later change touched a field ' +
      'that this one names; changes to other fields are merged.',
    tag: 'Customers',
    scope: 'customers:write',
    query: Type.Object({}, { additionalProperties: false }),
    body: Type.Object(
      {
        campaignId: Type.String(),
        loan_id: key,
        lead_id: key,
        data: Type.Object({}, { additionalProperties: true, description: 'A JSON Merge Patch.' }),
      },
      { additionalProperties: false },
    ),
    answers: {
      200: Type.Object({
        success: Type.Literal(true),
        message: Type.String(),
        data: Type.Object({ id: Type.String(), result: Type.Enum(['updated', 'noop']) }),
      }),
      ...refusals(404, 409, 412, 413, 415, 422),
    },
    run: { kind: 'batch', handle: async (call) => update(call, deps) },
  };
}

interface UpdateBody {
  readonly campaignId: string;
  readonly loan_id?: string;
  readonly lead_id?: string;
  readonly data: JsonObject;
}

async function update(call: Call, deps: WriteDeps): Promise<Answer> {
  const body = call.body as UpdateBody;
  const expectedVersion = versionOfIfMatch(call.headers['if-match']);
  const campaign = await deps.campaigns.campaignForWriting(call.organization.id, body.campaignId);
  const id = keyOf(body, campaign.keyField);
  const read: RecordIn = readUpdateItem({ id, data: body.data }, 0, deps.limits);
  const record = expectedVersion === null ? read : { ...read, expectedVersion };
  const result = await runBatch(call, deps, { campaign, operation: 'update', records: [record], single: true });
  refuseFailedRecord(result, { conflict: 'precondition_failed' });
  const data = { id, result: result.counts.updated === 1 ? 'updated' : 'noop' };
  return { status: 200, body: { success: true, message: 'Customer data updated successfully', data } };
}

/** The key under the campaign's own key field, and under no other. */
function keyOf(body: UpdateBody, keyField: string): string {
  const faults: string[] = [];
  for (const field of keyFields) {
    if (field === keyField && body[field] === undefined) faults.push(`${field} is required`);
    if (field !== keyField && body[field] !== undefined) faults.push(`${field} is not the key of this campaign`);
  }
  if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
  return (keyField === 'loan_id' ? body.loan_id : body.lead_id) ?? '';
}
