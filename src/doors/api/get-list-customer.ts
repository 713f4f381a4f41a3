import { Type } from 'typebox';
import { etagOf, namesEtag } from '../../http/etag.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import type { ListCustomers } from '../../lists/list-customers.ts';
import { listCustomerParams, listCustomerShape, presentListCustomer } from './list-customer-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps {
  readonly customers: Pick<ListCustomers, 'getCustomer'>;
}

/** `GET /lists/{id}/customers/{key}` */
export function getListCustomer<Tx>({ customers }: Deps): Route<Tx> {
  async function handle({ organization, params, headers: asked }: Call): Promise<Answer> {
    const { id: listId = '', key = '' } = params;
    const customer = await customers.getCustomer(organization, { listId, key });
    const headers = { etag: etagOf(customer.version) };
    if (namesEtag(asked['if-none-match'], headers.etag)) return { status: 304, body: undefined, headers };
    return { status: 200, body: { success: true, data: presentListCustomer(customer) }, headers };
  }
  return {
    method: 'GET',
    path: '/api/v1/lists/:id/customers/:key',
    operationId: 'getListCustomer',
    summary: 'Reads one customer of a list',
    description:
      'Of a campaign as of a company, removed ones too. The `ETag` is the version. `If-None-Match` with it answers 304 as ' +
      'long as the customer is unchanged.',
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    params: listCustomerParams,
    answers: {
      200: success(listCustomerShape),
      304: Type.Null({ description: 'The customer still has the version that If-None-Match names.' }),
      404: refusal,
    },
    run: { kind: 'read', handle },
  };
}
