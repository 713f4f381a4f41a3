import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deleteCustomer } from '../../../src/doors/company/delete-customer.ts';
import { searchCustomers } from '../../../src/doors/company/search-customers.ts';
import type { BatchResult } from '../../../src/engine/records.ts';
import { RequestError } from '../../../src/errors/request-error.ts';
import type { Answer, Call, Route } from '../../../src/http/route.ts';

const company = {
  list: { organizationId: 1, listId: 1 },
  code: 'CEK0000001',
  fields: { keyField: 'customerId', checkPatch: () => [], checkNew: () => [] },
};
const companies = { forReading: async () => company, forWriting: async () => company };

async function call(route: Route<never>, more: Partial<Call>): Promise<Answer> {
  const { run } = route;
  assert.ok(run.kind === 'batch' || run.kind === 'read');
  const organization = { id: 1, code: 'CEK0000001' };
  const principal = { tokenId: 1, organization };
  const asked = {
    organization,
    principal,
    params: {},
    query: {},
    headers: {},
    body: {},
    reference: 'x',
    resumed: false,
  };
  return run.handle({ ...asked, ...more } as unknown as Call);
}

/** `as never`: the rest of the door's needs is not touched here. */
describe('the company door', () => {
  test('of a search that took too long says how to ask for less', async () => {
    const search = { search: async () => null };
    const deps = { companies, search, searchable: new Map([['state', 'text']]), references: [] } as never;
    await assert.rejects(
      call(searchCustomers(deps), { body: { state: 'Goa' } }),
      (error) =>
        error instanceof RequestError &&
        error.code === 'unprocessable' &&
        /name customerId, uniqueRefNo/.test(error.message),
    );
  });

  test('deletes a customer once: a retry that goes on after a crash does not miss him', async () => {
    const batches: string[] = [];
    const result = { invalid: [], failures: [] } as unknown as BatchResult;
    const deps = {
      companies,
      customers: { find: async () => null },
      engine: {
        run: async ({ publicId, resumed }: { publicId: string; resumed: boolean }) => {
          batches.push(`${publicId} ${resumed ? 'resumed' : 'new'}`);
          return result;
        },
      },
    } as never;
    const params = { customerId: 'KC1' };
    const isMissing = (error: unknown) => error instanceof RequestError && error.code === 'not_found';
    await assert.rejects(call(deleteCustomer(deps), { params }), isMissing);
    assert.equal((await call(deleteCustomer(deps), { params, resumed: true })).status, 200);
    assert.deepEqual(batches, ['batch_x resumed']);
  });
});
