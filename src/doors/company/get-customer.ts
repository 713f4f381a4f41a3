import { Type } from 'typebox';
import { etagOf, namesEtag } from '../../http/etag.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { contactsOf, customerParams, customerShape, showCustomer } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import { namedCustomer } from './run-one.ts';

type ReadDeps = Pick<CustomerDeps, 'companies' | 'customers'>;

const reading = {
  method: 'GET',
  tag: 'Company customers',
  scope: 'customers:read',
  actsBelow: 'companyId',
  params: customerParams,
  query: Type.Object({}, { additionalProperties: false }),
} as const;

/** `GET /api/v0/customer/{customerId}` */
export function getCustomer<Tx>(deps: ReadDeps): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const customer = await namedCustomer(call, deps);
    const etag = etagOf(customer.version);
    if (namesEtag(call.headers['if-none-match'], etag)) return { status: 304, body: undefined, headers: { etag } };
    return answer({ status: 200, payload: showCustomer(customer), message: 'Found.', headers: { etag } });
  }
  return {
    ...reading,
    path: '/api/v0/customer/:customerId',
    operationId: 'getCompanyCustomer',
    summary: 'Read one customer',
    answers: {
      200: envelope(customerShape),
      304: Type.Null({ description: 'The customer still has the version that If-None-Match names.' }),
      ...refusals(404),
    },
    run: { kind: 'read', handle },
  };
}

/** `GET /api/v0/customer/{customerId}/contacts` */
export function getContacts<Tx>(deps: ReadDeps): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const { data } = await namedCustomer(call, deps);
    const contacts = contactsOf(data['customerKeyContacts']);
    return answer({ status: 200, payload: { contacts }, message: `Found ${contacts.length} contacts.` });
  }
  return {
    ...reading,
    path: '/api/v0/customer/:customerId/contacts',
    operationId: 'getCompanyCustomerContacts',
    summary: "Read one customer's contacts",
    answers: {
      200: envelope(Type.Object({ contacts: Type.Array(Type.Object({}, { additionalProperties: true })) })),
      ...refusals(404),
    },
    run: { kind: 'read', handle },
  };
}
