import { Type } from 'typebox';
import { etagOf } from '../../http/etag.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { customerParams, customerShape, showCustomer } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import { namedCustomer, runOne } from './run-one.ts';

/** `PUT /api/v0/customer/activate/{customerId}` */
export function activateCustomer<Tx>(deps: CustomerDeps): Route<Tx> {
  return setStatus(deps, { verb: 'activate', done: 'Activated', status: null });
}

/** `PUT /api/v0/customer/deactivate/{customerId}`: it keeps its references and can still be updated. */
export function deactivateCustomer<Tx>(deps: CustomerDeps): Route<Tx> {
  return setStatus(deps, { verb: 'deactivate', done: 'Deactivated', status: 'deactivated' });
}

interface Change {
  readonly verb: 'activate' | 'deactivate';
  readonly done: string;
  /** As stored: an active customer has none. */
  readonly status: string | null;
}

function setStatus<Tx>(deps: CustomerDeps, { verb, done, status }: Change): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const { key } = await namedCustomer(call, deps);
    const company = await deps.companies.forWriting(call.organization);
    await runOne(call, deps, { operation: 'update', key, patch: { status }, company: withStatus(company) });
    const customer = await namedCustomer(call, deps);
    const headers = { etag: etagOf(customer.version) };
    return answer({ status: 200, payload: showCustomer(customer), message: `${done} customer ${key}.`, headers });
  }
  return {
    method: 'PUT',
    path: `/api/v0/customer/${verb}/:customerId`,
    operationId: `${verb}CompanyCustomer`,
    summary: `${verb === 'activate' ? 'Activate' : 'Deactivate'} one customer`,
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'companyId',
    params: customerParams,
    query: Type.Object({}, { additionalProperties: false }),
    answers: { 200: envelope(customerShape), ...refusals(404, 409, 412, 422) },
    run: { kind: 'batch', handle },
  };
}

/** Nobody else may write this field, so the list's own fields refuse it. */
function withStatus<Company>(company: Company): Company & { fields: typeof statusAlone } {
  return { ...company, fields: statusAlone };
}

const statusAlone = { keyField: 'customerId', checkPatch: () => [], checkNew: () => [] } as const;
