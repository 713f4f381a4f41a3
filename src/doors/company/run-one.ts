import type { JsonObject, Operation } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import { versionOfIfMatch } from '../../http/etag.ts';
import { malformed } from '../../http/malformed.ts';
import type { Call } from '../../http/route.ts';
import { underBrake } from '../../lists/brake.ts';
import type { Company, WritableCompany } from '../../lists/companies.ts';
import type { Customer } from '../../lists/customer-readers.ts';
import { refuseFailedRecord } from '../../lists/refuse-failed-record.ts';
import type { CustomerDeps } from './deps.ts';

interface One {
  readonly operation: Operation;
  readonly key: string;
  readonly patch: JsonObject;
  readonly company: WritableCompany;
}

/**
 * Applies one record as a batch of this door, guarded by `If-Match` where the caller wants. Refuses what keeps the
 * record from being applied.
 */
export async function runOne(call: Call, { engine }: Pick<CustomerDeps, 'engine'>, one: One): Promise<void> {
  const { operation, key, patch, company } = one;
  const expectedVersion = operation === 'add' ? null : versionOfIfMatch(call.headers['if-match']);
  const record = { index: 0, key, patch, faults: [], ...(expectedVersion !== null && { expectedVersion }) };
  const result = await underBrake({ list: company, operation, noun: 'customer' }, async (maxAffected) =>
    engine.run({
      publicId: `batch_${call.reference}`,
      resumed: call.resumed,
      list: company.list,
      fields: company.fields,
      source: 'company',
      operation,
      atomic: false,
      tokenId: call.principal.tokenId,
      records: [record],
      single: true,
      maxAffected,
    }),
  );
  refuseFailedRecord(result, { conflict: expectedVersion === null ? 'conflict' : 'precondition_failed' });
}

/** The fields of a JSON body in their stored form. */
export function readFields(call: Pick<Call, 'body'>, { normalize }: Pick<CustomerDeps, 'normalize'>): JsonObject {
  const { patch, faults } = normalize(call.body as JsonObject);
  if (faults.length > 0) throw malformed(faults);
  return patch;
}

/** The customer that the path names; one that is not there, was removed, or is another company's is refused alike. */
export async function namedCustomer(
  call: Pick<Call, 'organization' | 'params'>,
  { companies, customers }: Pick<CustomerDeps, 'companies' | 'customers'>,
): Promise<Customer> {
  const { customerId: key = '' } = call.params;
  const company = await companies.forReading(call.organization);
  return findCustomer({ company, key }, { customers });
}

export async function findCustomer(
  { company, key }: { readonly company: Company | null; readonly key: string },
  { customers }: Pick<CustomerDeps, 'customers'>,
): Promise<Customer> {
  const customer = company && (await customers.find({ ...company.list, key }));
  if (!customer) throw new RequestError('not_found', 'The company has no customer with this customerId.');
  return customer;
}
