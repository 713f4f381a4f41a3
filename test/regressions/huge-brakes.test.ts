import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { startTestService, type TestService } from '../service.ts';
import { loan, loans, type Tenant } from '../tenant.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

/** It is a whole number, and the database's column has no room for it: that was a 500. */
test('a brake of 1e300 is refused in a sentence, by every door', async () => {
  const campaignId = await lender.campaign(loans(1));
  const { id } = await uploadSteps(lender).upload(
    [
      ['loan_id', 'emi_amount'],
      ['loan_0', '1'],
    ],
    { campaignId },
  );
  const asked = [
    await lender.call(`POST /api/v1/uploads/${id}/apply`, { dryRun: true, maxAffected: 1e300 }),
    await lender.call(`PUT /api/v1/customers/update/bulk?dryRun=true&maxAffected=1${'0'.repeat(12)}`, {
      campaignId,
      records: [{ id: 'loan_0', data: loan('loan_0') }],
    }),
  ];
  for (const { status, body } of asked) {
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /maxAffected must be/);
  }
});
