import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borrowerAt } from '../../../src/cli/demo/borrowers.ts';
import { planUpdates } from '../../../src/cli/demo/plan-updates.ts';
import { compileCampaignFields } from '../../../src/fields/compile-campaign-fields.ts';
import { readSettings } from '../../../src/settings/settings.ts';

test('plans the same in every run, with something of everything', () => {
  const plan = planUpdates({ customers: 1000, records: 500 });
  assert.deepEqual(plan, planUpdates({ customers: 1000, records: 500 }));
  const { total, valid, invalid, successful, failed, updated, unchanged, repeating } = plan.expected;
  assert.equal(plan.records.length, 500);
  assert.deepEqual(
    { total, valid, invalid, successful, failed, updated, unchanged, repeating },
    { total: 500, valid: 493, invalid: 7, successful: 488, failed: 5, updated: 486, unchanged: 2, repeating: 10 },
  );
});

test('names twice the customer that it checks, with the status that the later record gives', () => {
  const { records, expected } = planUpdates({ customers: 1000, records: 500 });
  const own = records.filter(({ id }) => id === expected.twice.id);
  assert.equal(own.length, 2);
  assert.equal(own[1]?.data['payment_status'], expected.twice.status);
  assert.notEqual(own[0]?.data['payment_status'], expected.twice.status);
});

test('has customers that the campaign takes, no two with one id', () => {
  const fields = compileCampaignFields({ type: 'emi', customFields: { branch: 'text' }, limits: readSettings({}) });
  const borrowers = Array.from({ length: 2000 }, (_, index) => borrowerAt(index));
  assert.equal(new Set(borrowers.map(({ loan_id }) => loan_id)).size, 2000);
  for (const borrower of borrowers) assert.deepEqual(fields.checkNew({ ...borrower }, borrower.loan_id), []);
});
