import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { startTestService, type TestService } from '../service.ts';
import { loan, type Tenant } from '../tenant.ts';

/**
 * A change of an upload, and an apply that came too late, asked the pool for a connection while they held one: as many of
 * them at once as there are connections waited for each other, and everybody else with them, until they were refused.
 */
const poolSize = 5;
const atOnce = poolSize + 3;

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService({ settings: { poolSize, chunksAtOnceMax: 1, fileChunksAtOnceMax: 1 } });
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

test('more changes of uploads at once than connections are all carried out, and so are late applies refused', async () => {
  const steps = uploadSteps(lender);
  const campaignId = await lender.campaign([loan('loan_0'), loan('loan_1')]);
  const table = [
    ['loan_id', 'emi_amount'],
    ['loan_0', '5000'],
    ['loan_1', '5000'],
  ] as const;
  const ids: string[] = [];
  for (let made = 0; made < atOnce; made += 1) ids.push((await steps.upload(table, { campaignId })).id);

  // Checked at once, and in the background.
  for (const [change, answer] of [
    [{ exclude: [2] }, 200],
    [{ emptyCells: 'clear' }, 202],
  ] as const) {
    const changed = await Promise.all(ids.map(async (id) => lender.call(`PATCH /api/v1/uploads/${id}`, change)));
    assert.deepEqual(new Set(changed.map(({ status }) => status)), new Set([answer]));
    for (const id of ids) await steps.settled(id);
  }

  for (const id of ids) await steps.apply(id);
  const late = await Promise.all(ids.map(async (id) => lender.call(`POST /api/v1/uploads/${id}/apply`, {})));
  assert.deepEqual(new Set(late.map(({ status }) => status)), new Set([409]));
});
