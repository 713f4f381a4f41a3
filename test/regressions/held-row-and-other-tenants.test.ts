import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdCustomers, until, untilWaiting } from '../acceptance/hold-customers.ts';
import { startTestService } from '../service.ts';
import { loan } from '../tenant.ts';

test("one organization's batches that wait for a row keep no other organization's batches waiting", async () => {
  await using service = await startTestService({ settings: { lockWaitMs: 60_000, batchesAtOnceMax: 2 } });
  const [stuck, free] = [await service.tenant(), await service.tenant()];
  const [campaign, other] = [await stuck.campaign([loan('L1')]), await free.campaign([loan('L1')])];
  await using held = await holdCustomers(service.connectionString, campaign, ['L1']);
  const update = [{ id: 'L1', data: { payment_status: 'paid' } }];
  const waiting = Array.from({ length: 6 }, async () => stuck.bulkUpdate(campaign, update));
  const bytes = waiting.length * JSON.stringify({ campaignId: campaign, records: update }).length;
  await until('all of them have arrived', async () => {
    const { text } = await service.administrator.call('GET /metrics');
    return Number(/^amend_json_bytes_in_flight (\d+)/m.exec(text)?.[1]) >= bytes;
  });
  await untilWaiting(service.database, 1);

  assert.equal((await free.bulkUpdate(other, update)).status, 200, 'answered while the others still wait');
  await held.release();
  for (const { status } of await Promise.all(waiting)) assert.equal(status, 200);
  assert.equal((await stuck.customer(campaign, 'L1')).version, 2, 'one changed it, five found it unchanged');
});
