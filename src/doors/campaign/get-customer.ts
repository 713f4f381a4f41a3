import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import type { CustomerReader } from '../../lists/customer-readers.ts';
import { campaignIdQuery, customerIdParams, customerShape, showCustomer } from './customer-shape.ts';
import { refusals } from './errors.ts';
import { etagOf, namesEtag } from '../../http/etag.ts';

interface GetCustomerOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly customers: CustomerReader;
}

const query = Type.Object(campaignIdQuery, { additionalProperties: false });

/** `GET /api/v1/customers/{id}` */
export function getCustomer<Tx>({ campaigns, customers }: GetCustomerOptions<Tx>): Route<Tx> {
  async function handle({ organization, params: { id = '' }, query: raw, headers }: Call): Promise<Answer> {
    const { campaignId } = raw as Static<typeof query>;
    const organizationId = organization.id;
    const { listId } = await campaigns.campaignForReading(organizationId, campaignId);
    const customer = await customers.find({ organizationId, listId, key: id });
    if (customer === null) throw new RequestError('not_found', 'Document not found');
    const etag = etagOf(customer.version);
    if (namesEtag(headers['if-none-match'], etag)) return { status: 304, body: undefined, headers: { etag } };
    return { status: 200, body: { success: true, data: showCustomer(customer, campaignId) }, headers: { etag } };
  }
  return {
    method: 'GET',
    path: '/api/v1/customers/:id',
    operationId: 'getCustomer',
    summary: 'Read one customer',
    description: 'The `ETag` is the version. `If-None-Match` with it answers 304 as long as the customer is unchanged.',
    tag: 'Customers',
    scope: 'customers:read',
    params: customerIdParams,
    query,
    answers: {
      200: Type.Object({ success: Type.Literal(true), data: customerShape }),
      304: Type.Null({ description: 'The customer still has the version that If-None-Match names.' }),
      ...refusals(404),
    },
    run: { kind: 'read', handle },
  };
}
