import { Type } from 'typebox';
import { etagOf } from '../../http/etag.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { customerParams, customerShape, showCustomer } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import { namedCustomer, readFields, runOne } from './run-one.ts';

/** `PATCH /api/v0/customer/{customerId}`: a JSON Merge Patch of one customer. */
export function updateCustomer<Tx>(deps: CustomerDeps): Route<Tx> {
  return {
    method: 'PATCH',
    path: '/api/v0/customer/:customerId',
    operationId: 'updateCompanyCustomer',
    summary: 'Update one customer',
    description:
      'The body is a JSON Merge Patch: what it names is set, null clears, the rest stays. With If-Match (the ETag of an ' +
      'earlier answer) it is refused with 412 when a later change touched a field that this one names.',
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'companyId',
    params: customerParams,
    query: Type.Object({}, { additionalProperties: false }),
    body: Type.Object({}, { additionalProperties: true }),
    bodyCheck: 'lenient',
    answers: { 200: envelope(customerShape), ...refusals(404, 409, 412, 413, 415, 422) },
    run: { kind: 'batch', handle: async (call) => update(call, deps) },
  };
}

async function update(call: Call, deps: CustomerDeps): Promise<Answer> {
  const patch = readFields(call, deps);
  await namedCustomer(call, deps);
  const company = await deps.companies.forWriting(call.organization);
  const { customerId: key = '' } = call.params;
  await runOne(call, deps, { operation: 'update', key, patch, company });
  const customer = await namedCustomer(call, deps);
  const headers = { etag: etagOf(customer.version) };
  return answer({ status: 200, payload: showCustomer(customer), message: `Updated customer ${key}.`, headers });
}
