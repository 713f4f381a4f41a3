import { Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import { askedHistory, historyEntry, historyIs, historyQuery, presentHistory } from '../../http/customer-history.ts';
import type { Call, Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import type { HistoryReader } from '../../lists/customer-readers.ts';
import { refusal, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'listForReading'>;
  readonly history: HistoryReader;
}

/** `GET /lists/{id}/customers/{key}/history`: of a campaign's customer as of a company's. */
export function customerHistory<Tx>({ lists, history }: Deps<Tx>): Route<Tx> {
  async function handle(call: Call) {
    const { id = '', key = '' } = call.params;
    const asked = askedHistory(call);
    const list = await lists.listForReading(call.organization, id);
    const page = list && (await history.read({ ...list, key, ...asked }));
    if (!page) throw new RequestError('not_found', 'The list has no customer with this key.');
    const { entries, nextCursor } = presentHistory(page);
    return { status: 200, body: { success: true, data: entries, nextCursor } };
  }
  return {
    method: 'GET',
    path: '/api/v1/lists/:id/customers/:key/history',
    operationId: 'getListCustomerHistory',
    summary: "Reads a customer's history",
    description: `${historyIs} With \`field\` a page may have few entries, or none, and a \`nextCursor\` all the same.`,
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    params: Type.Object({ id: Type.String({ description: '`camp_…` or `CEK…`' }), key: Type.String() }),
    query: Type.Object(historyQuery, { additionalProperties: false }),
    answers: { 200: successPage(historyEntry), 404: refusal },
    run: { kind: 'read', handle },
  };
}
