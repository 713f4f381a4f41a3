import { Type } from 'typebox';
import type { Answer, Call, Route } from '../../http/route.ts';
import { customerParams } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import { namedCustomer, runOne } from './run-one.ts';

/** `DELETE /api/v0/customer/{customerId}`: nobody finds it any more, its references are free, its history stays. */
export function deleteCustomer<Tx>(deps: CustomerDeps): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const { customerId: key = '' } = call.params;
    // A retry that goes on after a crash may have deleted it already.
    if (!call.resumed) await namedCustomer(call, deps);
    const company = await deps.companies.forWriting(call.organization);
    await runOne(call, deps, { operation: 'remove', key, patch: {}, company });
    return answer({ status: 200, payload: { customerId: key }, message: `Deleted customer ${key}.` });
  }
  return {
    method: 'DELETE',
    path: '/api/v0/customer/:customerId',
    operationId: 'deleteCompanyCustomer',
    summary: 'Delete one customer',
    description: 'The customer is gone for every reader and its `uniqueRefNo` is free; its history stays.',
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'companyId',
    params: customerParams,
    query: Type.Object({}, { additionalProperties: false }),
    answers: { 200: envelope(Type.Object({ customerId: Type.String() })), ...refusals(404, 409, 412, 422) },
    run: { kind: 'batch', handle },
  };
}
