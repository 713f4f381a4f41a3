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
import type { Answer, Call, Route } from '../../http/route.ts';
import type { Json } from '../../engine/records.ts';
import type { HistoryReader } from '../../lists/customer-readers.ts';
import { contactsOf, customerParams } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';

export interface HistoryDeps extends Pick<CustomerDeps, 'companies'> {
  readonly history: HistoryReader;
}

type Entry = Static<typeof historyEntry>;

/** `GET /api/v0/customer/{customerId}/history`: what was changed, also of a customer that was deleted. */
export function customerHistory<Tx>({ companies, history }: HistoryDeps): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const { customerId = '' } = call.params;
    const asked = askedHistory(call);
    const company = await companies.forReading(call.organization);
    const page = company && (await history.read({ ...company.list, key: customerId, ...asked }));
    if (!page) throw new RequestError('not_found', 'The company has no customer with this customerId.');
    const { entries, nextCursor } = presentHistory(page);
    const payload = { customerId, history: entries.map(withContacts), nextCursor };
    return answer({ status: 200, payload, message: `Found ${entries.length} changes.` });
  }
  return {
    method: 'GET',
    path: '/api/v0/customer/:customerId/history',
    operationId: 'getCompanyCustomerHistory',
    summary: "Read one customer's history",
    description: `${historyIs} An active customer has no \`status\`; contacts are shown as a list, before and after.`,
    tag: 'Company customers',
    scope: 'customers:read',
    actsBelow: 'companyId',
    params: customerParams,
    query: Type.Object(historyQuery, { additionalProperties: false }),
    answers: {
      200: envelope(
        Type.Object({ customerId: Type.String(), history: Type.Array(historyEntry), nextCursor: historyCursor }),
      ),
      ...refusals(404),
    },
    run: { kind: 'read', handle },
  };
}

/** Contacts are stored by their ids, and shown as `GET` shows them. */
function withContacts(entry: Entry): Entry {
  const { customerKeyContacts: change, ...others } = entry.changes;
  if (change === undefined) return entry;
  const shown = Object.fromEntries(Object.entries(change).map(([side, stored]) => [side, contactsOf(stored as Json)]));
  return { ...entry, changes: { ...others, customerKeyContacts: shown } };
}
