import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import type { HistoryEntry, HistoryReader } from '../../lists/customer-readers.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { campaignIdQuery, cursorQuery, customerIdParams, nextCursor } from './customer-shape.ts';
import { refusals } from './errors.ts';

interface CustomerHistoryOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly history: HistoryReader;
}

const query = Type.Object(
  {
    ...campaignIdQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '100 if absent.' })),
    cursor: cursorQuery,
  },
  { additionalProperties: false },
);

const change = Type.Object(
  { from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) },
  { description: '`from` or `to` is left out where the field was, or is, absent.' },
);
const entryShape = Type.Object({
  version: Type.Integer(),
  batchId: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ format: 'date-time' }),
  by: Type.Union([Type.String(), Type.Null()]),
  changes: Type.Record(Type.String(), change),
});
const answer = Type.Object({ success: Type.Literal(true), data: Type.Array(entryShape), nextCursor });

/** `GET /api/v1/customers/{id}/history`: what was changed, newest first, as far back as history is kept. */
export function customerHistory<Tx>({ campaigns, history }: CustomerHistoryOptions<Tx>): Route<Tx> {
  async function handle({ organization, params: { id = '' }, query: raw }: Call) {
    const { campaignId, limit = 100, cursor } = raw as Static<typeof query>;
    const from = cursor === undefined ? null : Number(fromCursor(cursor, isPack));
    const organizationId = organization.id;
    const { listId } = await campaigns.campaignForReading(organizationId, campaignId);
    const page = await history.read({ organizationId, listId, key: id, limit, cursor: from });
    if (page === null) throw new RequestError('not_found', 'Document not found');
    const body: Static<typeof answer> = {
      success: true,
      data: page.entries.map(showEntry),
      nextCursor: page.next === null ? null : toCursor(String(page.next)),
    };
    return { status: 200, body };
  }
  return {
    method: 'GET',
    path: '/api/v1/customers/:id/history',
    operationId: 'getCustomerHistory',
    summary: "Read a customer's history",
    tag: 'Customers',
    scope: 'customers:read',
    params: customerIdParams,
    query,
    answers: { 200: answer, ...refusals(404) },
    run: { kind: 'read', handle },
  };
}

function isPack(place: string): boolean {
  return /^[1-9]\d{0,15}$/.test(place) && Number.isSafeInteger(Number(place));
}

function showEntry({ version, batchId, at, by, fields }: HistoryEntry): Static<typeof entryShape> {
  return { version, batchId, at: at.toISOString(), by, changes: fields };
}
