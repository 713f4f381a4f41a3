import { type Static, Type } from 'typebox';
import { keyFault } from '../../fields/key-fault.ts';
import { fromCursor, toCursor } from '../../http/cursor.ts';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import type { CustomerReader } from '../../lists/customer-readers.ts';
import { campaignIdQuery, cursorQuery, customerShape, nextCursor, showCustomer } from './customer-shape.ts';
import { refusals } from './errors.ts';

interface ListCustomersOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly customers: CustomerReader;
  readonly limits: { readonly keyCharactersMax: number };
}

const query = Type.Object(
  {
    ...campaignIdQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '100 if absent.' })),
    cursor: cursorQuery,
    search: Type.Optional(Type.String({ description: 'The start of the id.' })),
  },
  { additionalProperties: false },
);

const answer = Type.Object({ success: Type.Literal(true), data: Type.Array(customerShape), nextCursor });

/** `GET /api/v1/customers`: a campaign's customers in the order of their ids. A page of large ones ends early. */
export function listCustomers<Tx>({ campaigns, customers, limits }: ListCustomersOptions<Tx>): Route<Tx> {
  const isKey = (place: string) => keyFault(place, 'cursor', limits.keyCharactersMax) === null;

  async function handle({ organization, query: raw }: Call) {
    const { campaignId, limit = 100, cursor, search: keyPrefix = null } = raw as Static<typeof query>;
    const afterKey = cursor === undefined ? null : fromCursor(cursor, isKey);
    const { listId } = await campaigns.campaignForReading(organization.id, campaignId);
    const page = await customers.page({ organizationId: organization.id, listId, keyPrefix, afterKey, limit });
    const last = page.customers.at(-1);
    const body: Static<typeof answer> = {
      success: true,
      data: page.customers.map((customer) => showCustomer(customer, campaignId)),
      nextCursor: page.more && last ? toCursor(last.key) : null,
    };
    return { status: 200, body };
  }

  return {
    method: 'GET',
    path: '/api/v1/customers',
    operationId: 'listCustomers',
    summary: "List a campaign's customers",
    tag: 'Customers',
    scope: 'customers:read',
    query,
    answers: { 200: answer, ...refusals() },
    run: { kind: 'read', handle },
  };
}
