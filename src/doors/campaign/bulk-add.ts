import { Type } from 'typebox';
import type { BatchResult } from '../../engine/records.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { bulkAnswer, bulkAnswerSchema, previewAnswer } from './bulk-answer.ts';
import { type BulkBody, bulkBody } from './bulk-body.ts';
import { dryRunQuery } from './dry-run-query.ts';
import { refusals } from './errors.ts';
import { readAddItem } from './read-item.ts';
import { previewBatch, runBatch } from './run-batch.ts';
import type { WriteDeps } from './write-deps.ts';

const item = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'May stand in data instead.' })),
    data: Type.Object({}, { additionalProperties: true, description: 'The whole customer.' }),
  },
  { additionalProperties: false },
);

/** `POST /api/v1/customers/add/bulk`: up to 10,000 new customers, and what became of each. */
export function bulkAdd<Tx>(deps: WriteDeps): Route<Tx> {
  const answer = bulkAnswerSchema({ retried: false });
  const refused = refusals(409, 413, 415, 422);
  return {
    method: 'POST',
    path: '/api/v1/customers/add/bulk',
    operationId: 'bulkAddCustomers',
    summary: 'Add up to 10,000 customers',
    description:
      '201 when all were added, 207 when some were, 400 when none was (with the same results). Of records with one id ' +
      'the first is added. With `dryRun=true` none is: the same answer says what would be, and is applied with ' +
      '`POST /api/v1/batches/{id}/apply`.',
    tag: 'Customers',
    scope: 'customers:write',
    query: Type.Object(dryRunQuery, { additionalProperties: false }),
    body: bulkBody(item, deps.limits.recordsPerRequestMax),
    bodyCheck: 'lenient',
    answers: { 201: answer, 207: answer, ...refused, 400: Type.Union([answer, refused[400] ?? answer]) },
    run: { kind: 'batch', handle: (call) => deps.turn.run(async () => add(call, deps), call.organization.id) },
  };
}

async function add(call: Call, deps: WriteDeps): Promise<Answer> {
  const { campaignId, records } = call.body as BulkBody;
  const campaign = await deps.campaigns.campaignForWriting(call.organization.id, campaignId);
  const options = { ...deps.limits, keyField: campaign.keyField };
  const batch = {
    campaign,
    operation: 'add',
    records: records.map((record, index) => readAddItem(record, index, options)),
  } as const;
  if (call.query['dryRun'] === true) {
    const result = await previewBatch(call, deps, batch);
    return { status: statusOf(result), body: previewAnswer(result, 'Added') };
  }
  const result = await runBatch(call, deps, batch);
  return { status: statusOf(result), body: bulkAnswer(result, 'Added') };
}

function statusOf({ counts: { updated: added, total } }: BatchResult): number {
  return added === total ? 201 : added > 0 ? 207 : 400;
}
