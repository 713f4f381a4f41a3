import { Type } from 'typebox';
import type { Call, Answer, Route } from '../../http/route.ts';
import { bulkAnswer, bulkAnswerSchema, previewAnswer } from './bulk-answer.ts';
import { type BulkBody, bulkBody } from './bulk-body.ts';
import { dryRunQuery } from './dry-run-query.ts';
import { refusals } from './errors.ts';
import { readUpdateItem } from './read-item.ts';
import { previewBatch, runBatch } from './run-batch.ts';
import type { WriteDeps } from './write-deps.ts';
import { maxAffectedMax } from '../../lists/brake.ts';

const item = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 128, description: "The customer's loan_id or lead_id." }),
    data: Type.Object({}, { additionalProperties: true, description: 'The fields to change: a JSON Merge Patch.' }),
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'The version that the caller last saw.' })),
  },
  { additionalProperties: false, examples: [{ id: 'loan_12345', data: { payment_status: 'paid' } }] },
);

/** `PUT /api/v1/customers/update/bulk`: up to 10,000 updates, and what became of each. */
export function bulkUpdate<Tx>(deps: WriteDeps): Route<Tx> {
  const answer = bulkAnswerSchema({ retried: true });
  return {
    method: 'PUT',
    path: '/api/v1/customers/update/bulk',
    aliases: ['/api/v1/customer-data/bulk'],
    operationId: 'bulkUpdateCustomers',
    summary: 'Update up to 10,000 customers',
    description:
      'Each record is validated and applied on its own, in request order. 200 when all were applied, otherwise 207 with ' +
      'what became of the others. With an Idempotency-Key a retry is safe: nothing is applied twice. With `dryRun=true` ' +
      'nothing is applied: the same answer says what would be, and old and new values; apply it with ' +
      '`POST /api/v1/batches/{id}/apply`.',
    tag: 'Customers',
    scope: 'customers:write',
    query: Type.Object(
      {
        ...dryRunQuery,
        atomic: Type.Optional(Type.Boolean({ description: 'All or nothing.' })),
        maxAffected: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: maxAffectedMax,
            description: 'The brake: where more records than these would be updated, 422 and nothing is written.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    body: bulkBody(item, deps.limits.recordsPerRequestMax),
    bodyCheck: 'lenient',
    answers: { 200: answer, 207: answer, ...refusals(409, 413, 415, 422) },
    run: { kind: 'batch', handle: (call) => deps.turn.run(async () => update(call, deps), call.organization.id) },
  };
}

async function update(call: Call, deps: WriteDeps): Promise<Answer> {
  const { campaignId, records } = call.body as BulkBody;
  const campaign = await deps.campaigns.campaignForWriting(call.organization.id, campaignId);
  const batch = {
    campaign,
    operation: 'update',
    atomic: call.query['atomic'] === true,
    maxAffected: call.query['maxAffected'] as number | undefined,
    records: records.map((record, index) => readUpdateItem(record, index, deps.limits)),
  } as const;
  const body =
    call.query['dryRun'] === true
      ? previewAnswer(await previewBatch(call, deps, batch), 'Updated')
      : bulkAnswer(await runBatch(call, deps, batch), 'Updated');
  return { status: body['success'] === true ? 200 : 207, body };
}
