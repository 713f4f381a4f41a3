import { Type } from 'typebox';
import { etagOf } from '../../http/etag.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { customerShape, showCustomer } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import { findCustomer, readFields, runOne } from './run-one.ts';

/** `POST /api/v0/customer`: one new customer; its `customerId` is given back. */
export function createCustomer<Tx>(deps: CustomerDeps): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v0/customer',
    operationId: 'createCompanyCustomer',
    summary: 'Create one customer',
    description: '`legalName` is required. The service gives the `customerId`; `uniqueRefNo` must not be taken.',
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'companyId',
    query: Type.Object({}, { additionalProperties: false }),
    body: Type.Object({ legalName: Type.String() }, { additionalProperties: true }),
    bodyCheck: 'lenient',
    answers: { 201: envelope(customerShape), ...refusals(409, 413, 415, 422) },
    run: { kind: 'batch', handle: async (call) => create(call, deps) },
  };
}

async function create(call: Call, deps: CustomerDeps): Promise<Answer> {
  const patch = readFields(call, deps);
  const company = await deps.companies.forWriting(call.organization);
  const key = deps.newCustomerId(call.reference);
  await runOne(call, deps, { operation: 'add', key, patch, company });
  const customer = await findCustomer({ company, key }, deps);
  const headers = { etag: etagOf(customer.version) };
  return answer({ status: 201, payload: showCustomer(customer), message: `Created customer ${key}.`, headers });
}
