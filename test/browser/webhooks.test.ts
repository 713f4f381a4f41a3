import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { loan } from '../tenant.ts';
import { type Receiver, startReceiver } from '../webhooks/receiver.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

const settings = {
  webhooksOverHttp: true,
  webhooksToPrivateAddresses: true,
  webhookTimeoutMs: 1_000,
  webhookRetryMs: 60_000,
};

describe('the pages Webhooks', { skip: browserMissing }, () => {
  let opened: Console;
  let receiver: Receiver;
  before(async () => {
    opened = await openConsole({ settings });
    receiver = await startReceiver();
  });
  after(async () => {
    await opened[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const address = () => `http://127.0.0.1:${receiver.port}/amend`;
  const delivery = (page: Page, state: string) =>
    page.getByRole('table', { name: 'Deliveries' }).getByRole('row').filter({ hasText: state });

  async function make(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Address').fill(address());
    await page.getByLabel('What is it for?').fill('Loan system');
    await page.getByRole('button', { name: 'Make webhook' }).click();
    assert.match(await page.getByRole('textbox', { name: 'Secret' }).inputValue(), /^whsec_/);
    await page.getByRole('button', { name: 'Copy secret' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'Webhook', exact: true }).waitFor();
  }

  test('makes one, shows its secret once, tests it, and follows what a batch sends', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(await tenant.withScopes('admin'), { path: '/webhooks' });
    const { page } = visit;
    await page.getByText('Nobody is told yet').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Address').fill('ftp://nowhere');
    await page.getByRole('button', { name: 'Make webhook' }).click();
    await page.getByRole('alert').getByText(/http/).first().waitFor();
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('400')).length, 0);
    await assertAccessible(page);
    await takePicture(page, 'webhooks-new');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await make(page);

    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test arrived: your system answered 204.').waitFor();
    await delivery(page, 'Test').getByText('Arrived').waitFor();

    receiver.behave(() => ({ status: 500 }));
    const list = await tenant.campaign([loan('loan_0')]);
    await tenant.bulkUpdate(list, [{ id: 'loan_0', data: { emi_amount: 5 } }]);
    await delivery(page, 'Waiting').getByText('answered 500').first().waitFor();
    await delivery(page, 'Next try').first().waitFor();
    await assertAccessible(page);
    await takePicture(page, 'webhook');

    receiver.behave(() => ({ status: 204 }));
    await delivery(page, 'Waiting')
      .first()
      .getByRole('button', { name: /Send again/ })
      .click();
    await delivery(page, 'A batch has ended').getByText('Arrived').first().waitFor();

    await delivery(page, 'A batch has ended').first().getByRole('button', { name: /Show/ }).click();
    await page.getByRole('region', { name: 'Content' }).getByText('"type": "batch.completed"').waitFor();
    assert.match(page.url(), /delivery=msg_/);
    await assertAccessible(page);
    await takePicture(page, 'webhook-payload');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'All webhooks' }).click();
    await page.getByRole('link', { name: address() }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'webhooks');
  });

  test('says in words why a test did not arrive', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(await tenant.withScopes('admin'), { path: '/webhooks' });
    const { page } = visit;
    await make(page);
    receiver.behave(() => ({ status: 302 }));
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('alert').getByText('The target answered 302').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'webhook-test-failed');
    receiver.behave(() => ({ status: 204 }));
  });

  test('changes, disables, gives a new secret and deletes, asking first', async () => {
    const tenant = await opened.service.tenant();
    const admin = await tenant.withScopes('admin');
    await using visit = await opened.visit(admin, { path: '/webhooks' });
    const { page } = visit;
    await make(page);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('What is it for?').fill('Core banking');
    await page.getByRole('checkbox', { name: 'A batch was cancelled' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Core banking').waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('nothing is sent to it until you enable it').waitFor();
    const { body } = await admin.call<{ data: { events: string[]; disabledAt: string | null } }>(
      `GET /api/v1/webhooks/${id}`,
    );
    assert.deepEqual(body.data.events, ['batch.completed', 'batch.failed', 'batch.undone']);
    assert.ok(body.data.disabledAt);
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('button', { name: 'Make new secret' }).click();
    await page.getByRole('button', { name: 'Copy secret' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('is told of nothing any more').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    await page.getByText('Nobody is told yet').waitFor();
    assert.equal((await admin.call(`GET /api/v1/webhooks/${id}`)).status, 404);
  });

  test('says so where there is no such webhook', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(await tenant.withScopes('admin'), {
      path: '/webhooks/wh_000000000000000000000000',
    });
    await visit.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('404')).length, 0);
  });
});
