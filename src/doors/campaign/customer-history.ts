import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import {
  askedHistory,
  historyCursor,
  historyEntry,
  historyIs,
  historyQuery,
  presentHistory,
} from '../../http/customer-history.ts';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import type { HistoryReader } from '../../lists/customer-readers.ts';
import { campaignIdQuery, customerIdParams } from './customer-shape.ts';
import { refusals } from './errors.ts';

interface CustomerHistoryOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly history: HistoryReader;
}

const query = Type.Object({ ...campaignIdQuery, ...historyQuery }, { additionalProperties: false });
const answer = Type.Object({
  success: Type.Literal(true),
  data: Type.Array(historyEntry),
  nextCursor: historyCursor,
});

/** `GET /api/v1/customers/{id}/history`: what was changed, newest first, as far back as history is kept. */
export function customerHistory<Tx>({ campaigns, history }: CustomerHistoryOptions<Tx>): Route<Tx> {
  async function handle(call: Call) {
    const { campaignId } = call.query as Static<typeof query>;
    const asked = askedHistory(call);
    const organizationId = call.organization.id;
    const { listId } = await campaigns.campaignForReading(organizationId, campaignId);
    const page = await history.read({ organizationId, listId, key: call.params['id'] ?? '', ...asked });
    if (page === null) throw new RequestError('not_found', 'Document not found');
    const { entries, nextCursor } = presentHistory(page);
    const body: Static<typeof answer> = { success: true, data: entries, nextCursor };
    return { status: 200, body };
  }
  return {
    method: 'GET',
    path: '/api/v1/customers/:id/history',
    operationId: 'getCustomerHistory',
    summary: "Read a customer's history",
    description: historyIs,
    tag: 'Customers',
    scope: 'customers:read',
    params: customerIdParams,
    query,
    answers: { 200: answer, ...refusals(404) },
    run: { kind: 'read', handle },
  };
}
