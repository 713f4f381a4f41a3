import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loan } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

interface Answer {
  data: { checks: { name: string; state: string; detail: string; advice: string | null }[]; [part: string]: unknown };
}

describe('the page Status', { skip: browserMissing }, () => {
  let opened: Console;
  before(async () => {
    opened = await openConsole();
  });
  after(() => opened[Symbol.asyncDispose]());

  test('tells how the service is, reads it anew by itself, and leads to the slowest batches', async () => {
    const tenant = await opened.service.tenant();
    const list = await tenant.campaign([loan('loan_0')]);
    await tenant.bulkUpdate(list, [{ id: 'loan_0', data: { emi_amount: 5 } }]);
    await using visit = await opened.visit(opened.service.administrator, { path: '/status' });
    const { page } = visit;
    await page.getByRole('table', { name: 'Checks' }).waitFor();
    await page.getByText('PostgreSQL', { exact: true }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'status');
    await page.waitForResponse((response) => response.url().includes('/api/v1/status'));
    await page
      .getByRole('table', { name: /Slowest/ })
      .getByRole('link')
      .first()
      .click();
    await page.waitForURL(/\/batches\/batch_/);
  });

  test('says in one sentence what is wrong, and what to do', async () => {
    await using visit = await opened.visit(opened.service.administrator);
    const { page } = visit;
    const wrong = [
      { name: 'file store', state: 'failed', detail: 'no space left', advice: 'Free some space, or set AMEND_FILES.' },
      { name: 'backup', state: 'warning', detail: 'none for 3 days', advice: 'Run amend backup.' },
    ];
    await page.route('**/api/v1/status', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as Answer;
      answer.data.checks = [...answer.data.checks.map((check) => ({ ...check, state: 'ok' })), ...wrong];
      // As it is when the database hangs.
      Object.assign(answer.data, { queue: null, webhooks: null });
      await route.fulfill({ response, json: answer });
    });
    await page.getByRole('link', { name: 'Status' }).click();
    await page.getByText('1 thing does not work · 1 thing needs attention').waitFor();
    await page.getByText('Free some space').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'status-wrong');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('is offered to the administrators of the topmost organization alone', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(await tenant.withScopes('admin'), { path: '/status' });
    await visit.page.getByText('Only administrators of the topmost organization').waitFor();
    assert.equal(await visit.page.getByRole('link', { name: 'Status' }).count(), 0);
  });
});
