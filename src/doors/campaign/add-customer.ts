import { Type } from 'typebox';
import type { Answer, Call, Route } from '../../http/route.ts';
import { refusals } from './errors.ts';
import { readDataItem } from './read-item.ts';
import { runBatch } from './run-batch.ts';
import { refuseFailedRecord } from '../../lists/refuse-failed-record.ts';
import type { WriteDeps } from './write-deps.ts';

/** `POST /api/v1/customers/add`: one new customer. */
export function addCustomer<Tx>(deps: WriteDeps): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/customers/add',
    operationId: 'addCustomer',
    summary: 'Add one customer',
    tag: 'Customers',
    scope: 'customers:write',
    query: Type.Object({}, { additionalProperties: false }),
    body: Type.Object(
      {
        campaignId: Type.String(),
        data: Type.Object({}, { additionalProperties: true, description: 'The whole customer, its key included.' }),
      },
      { additionalProperties: false },
    ),
    answers: {
      201: Type.Object({
        success: Type.Literal(true),
        message: Type.String(),
        data: Type.Object({ id: Type.String(), campaignId: Type.String() }),
      }),
      ...refusals(409, 413, 415, 422),
    },
    run: { kind: 'batch', handle: async (call) => add(call, deps) },
  };
}

async function add(call: Call, deps: WriteDeps): Promise<Answer> {
  const { campaignId, data } = call.body as { campaignId: string; data: unknown };
  const campaign = await deps.campaigns.campaignForWriting(call.organization.id, campaignId);
  const record = readDataItem(data, 0, { ...deps.limits, keyField: campaign.keyField });
  const result = await runBatch(call, deps, { campaign, operation: 'add', records: [record], single: true });
  refuseFailedRecord(result, { conflict: 'conflict' });
  return {
    status: 201,
    body: { success: true, message: 'Customer added successfully', data: { id: record.key, campaignId } },
  };
}
