import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '../../postgres.ts';
import { client, type Fields, loan, tenantMaker } from '../../tenant.ts';
import { startReceiver } from '../../webhooks/receiver.ts';
import { until } from '../hold-customers.ts';
import { startServiceProcess } from '../service-process.ts';

const environment = {
  AMEND_WEBHOOKS_OVER_HTTP: 'true',
  AMEND_WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true',
  // An attempt counts as left by a dead process some seconds after it would have run out.
  AMEND_WEBHOOK_TIMEOUT_MS: '2000',
};

/** Rule 9: what a dead process was at is done by one that lives. */
test('a delivery whose process is killed in the middle of an attempt is made by another, with the same id', async () => {
  await using cloned = await createTestDatabase();
  await using receiver = await startReceiver();
  receiver.behave((_received, place) => (place === 0 ? null : { status: 204 }));
  await using first = await startServiceProcess(cloned.connectionString, environment);
  const administrator = client(first.url, await first.administratorToken());
  const lender = await tenantMaker(administrator, first.url)();
  const campaignId = await lender.campaign([loan('loan_0')]);
  const made = await administrator.call<{ data: Fields }>(`POST /api/v1/webhooks?organization=${lender.code}`, {
    url: `http://127.0.0.1:${receiver.port}/hook`,
  });
  assert.equal(made.status, 201, made.text);
  await lender.bulkUpdate(campaignId, [{ id: 'loan_0', data: { emi_amount: 5000 } }]);
  await receiver.wait(1);
  await first.end('SIGKILL');

  await using second = await startServiceProcess(cloned.connectionString, environment);
  const [before, again] = await receiver.wait(2);
  assert.equal(again?.headers['webhook-id'], before?.headers['webhook-id']);
  assert.equal(again?.body, before?.body);
  let log: Fields[] = [];
  await until('the delivery is over', async () => {
    const path = `GET /api/v1/webhooks/${String(made.body.data['id'])}/deliveries?organization=${lender.code}`;
    log = (await second.as(administrator).call<{ data: Fields[] }>(path)).body.data;
    return log[0]?.['state'] === 'delivered';
  });
  // Of the attempt that died nobody wrote anything.
  assert.deepEqual(
    log.map(({ id, attempts }) => [id, attempts]),
    [[before?.headers['webhook-id'], 1]],
  );
  assert.equal(receiver.received.length, 2);
});
