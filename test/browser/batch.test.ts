import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { loans, type Tenant } from '../tenant.ts';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { holdCustomers } from '../acceptance/hold-customers.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

const rows = 2_000;

describe('a batch', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    opened = await openConsole({ settings: { fileChunkRecordsMax: 250, lockWaitMs: 30_000 } });
    lender = await opened.service.tenant();
    campaignId = await lender.campaign(loans(rows));
  });
  after(() => opened[Symbol.asyncDispose]());

  /** A file of all customers, of which one is missing and one malformed; begun, and not waited for. */
  async function begin(amount: string): Promise<string> {
    const { id } = await uploadSteps(lender).upload(
      [
        ['loan_id', 'emi_amount'],
        ...Array.from({ length: rows }, (_, place) => [`loan_${place}`, amount]),
        ['loan_gone', amount],
        ['loan_7', 'much'],
      ],
      { campaignId },
    );
    const { status, body, text } = await lender.call<{ data: { id: string } }>(`POST /api/v1/uploads/${id}/apply`);
    assert.equal(status, 202, text);
    return body.data.id;
  }

  async function apply(amount: string): Promise<string> {
    return (await uploadSteps(lender).ended(await begin(amount))).id;
  }

  test('that has just been sent shows its result, its failed rows in words, and what to do with them', async () => {
    const id = await apply('5000');
    await using visit = await opened.visit(lender, { path: `/batches/${id}?from=upload` });
    const { page } = visit;
    await page.getByRole('heading', { name: '2,000 customers were changed' }).waitFor();
    const actions = page
      .getByRole('link', { name: 'Rows that failed' })
      .or(page.getByRole('button', { name: /Mend|Undo/ }));
    assert.deepEqual(await actions.allInnerTexts(), ['Rows that failed', 'Mend the failed rows', 'Undo …']);
    await page.getByRole('img', { name: '2,000 updated, 1 invalid, 1 failed' }).waitFor();
    const table = page.getByRole('table', { name: 'Outcomes' });
    await table.waitFor();
    const shown = await table.getByRole('row').allInnerTexts();
    assert.equal(shown.length, 3, shown.join('\n'));
    assert.match(shown[1] ?? '', /2,002\s+loan_gone\s+Failed\s+The list has no such customer\./);
    assert.match(shown[2] ?? '', /2,003\s+loan_7\s+Invalid\s+EMI amount must be/);
    await assertAccessible(page);
    await takePicture(page, 'batch-result');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Rows that failed' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    await page.getByRole('button', { name: 'Mend the failed rows' }).click();
    await page.waitForURL(/\/uploads\/upl?\w*_/);
  });

  test('shows what it changed, page by page, and its files; the tab and the filter are in the address', async () => {
    const id = await apply('5100');
    await using visit = await opened.visit(lender, { path: `/batches/${id}` });
    const { page, watch } = visit;
    await page.getByRole('heading', { name: 'Update from a file' }).waitFor();
    await page.getByRole('tab', { name: 'Changes' }).click();
    const table = page.getByRole('table', { name: 'Changes' });
    await table.waitFor();
    assert.equal(await table.getByRole('row').count(), 51);
    await assertAccessible(page);
    await page.route(/\/changes\?.*cursor=\w/, (route) => route.fulfill({ status: 500, json: {} }), { times: 1 });
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await table.getByRole('row').nth(100).waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
    assert.ok(watch.take().every((fault) => fault.includes('status of 500')));
    const first = table.getByRole('row').nth(1);
    assert.match((await first.innerText()).replaceAll(/\s+/g, ' '), /Before: ?₹\d,\d{3}\D.*Now: ?₹5,100/);
    assert.match(
      (await first.getByRole('link').getAttribute('href')) ?? '',
      new RegExp(`^/lists/${campaignId}/customers/loan_`),
    );
    await page.reload();
    await table.waitFor();
    await takePicture(page, 'batch-changes');
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('row', { name: /applied\.csv Rows that were applied [\d.]+ kB/ }).waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: '1 failed' }).click();
    await page.waitForURL(/tab=outcomes&outcome=failed/);
    await page.getByText('The list has no such customer.').waitFor();
    assert.equal(await page.getByRole('table', { name: 'Outcomes' }).getByRole('row').count(), 2);
    await page.getByText('For engineers').click();
    await page.getByText(id).waitFor();
    await page.getByText(/^(\d+) of \1 written$/).waitFor();
    await assertAccessible(page);
  });

  test('that runs shows how far it is, also after a reload, and ends before the eyes of whoever looks', async () => {
    const held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_1500']);
    const id = await begin('5200');
    await using visit = await opened.visit(lender, { path: `/batches/${id}?tab=files` });
    const { page } = visit;
    await page.getByRole('status').getByText('Changing the customers').waitFor();
    await progressIs(page, /^1,\d{3} of 2,00\d$/);
    await assertAccessible(page);
    await takePicture(page, 'batch-running');
    await page.reload();
    await progressIs(page, /^1,\d{3} of 2,00\d$/);
    await held.release();
    await held[Symbol.asyncDispose]();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.getByRole('img', { name: '2,000 updated, 1 invalid, 1 failed' }).waitFor();
    await page.getByRole('button', { name: 'Undo …' }).waitFor();
  });

  test('is cancelled when asked twice, and says what stays applied', async () => {
    const held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_1500']);
    const id = await begin('5300');
    await using visit = await opened.visit(lender, { path: `/batches/${id}` });
    const { page } = visit;
    await progressIs(page, /^1,\d{3} of 2,00\d$/);
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this batch?' });
    await dialog.getByText(/What is applied stays applied: 1,\d{3} customers by now/).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'batch-cancel');
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/cancel') && answer.ok()),
      dialog.getByRole('button', { name: 'Cancel the batch' }).click(),
    ]);
    await held.release();
    await held[Symbol.asyncDispose]();
    await page.getByText('It was cancelled').waitFor();
    await page.getByText(/What was applied before stays applied: 1,\d{3} customers were changed/).waitFor();
    await page.getByText('Not reached before the batch was cancelled.').first().waitFor();
    await takePicture(page, 'batch-cancelled');
    // A few rows tell axe as much as many.
    await page.getByRole('link', { name: '1 invalid' }).click();
    await page.getByText('Not reached before the batch was cancelled.').first().waitFor({ state: 'detached' });
    await assertAccessible(page);
  });

  test('that failed as a whole says why, and what stays applied', async () => {
    const id = await apply('5350');
    const why = 'The file store was full.';
    await opened.service.database.query(`update batches set state = 'failed', error = $2 where public_id = $1`, [
      id,
      why,
    ]);
    await using visit = await opened.visit(lender, { path: `/batches/${id}?tab=files` });
    const { page } = visit;
    const alert = page.getByRole('alert').filter({ hasText: 'It failed as a whole' });
    await alert.getByText(why).waitFor();
    await alert.getByText('2,000 customers were changed before, and stay so. Undo takes that back.').waitFor();
    await page.getByRole('button', { name: 'Undo …' }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'batch-failed');
  });

  test('offers only what the token may do', async () => {
    const id = await apply('5400');
    const reader = await lender.withScopes('batches:read');
    await using visit = await opened.visit(reader, { path: `/batches/${id}` });
    const { page } = visit;
    await page.getByRole('tab', { name: 'Files' }).waitFor();
    assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Files']);
    assert.equal(await page.getByRole('button', { name: /Undo|Mend|Cancel/ }).count(), 0);
    await page.getByText(campaignId).waitFor();
  });

  test('tells at once that a press did not reach the service, and does not send it by itself afterwards', async () => {
    const id = await apply('5450');
    await using visit = await opened.visit(lender, { path: `/batches/${id}` });
    const { page } = visit;
    let sent = 0;
    const button = page.getByRole('button', { name: 'Undo …' });
    await button.waitFor();
    await page.context().setOffline(true);
    const lost = page.getByRole('main').getByRole('status').getByText('The service cannot be reached');
    await lost.waitFor();
    await button.click();
    await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
    page.on('request', (request) => (sent += Number(request.method() === 'POST')));
    await page.context().setOffline(false);
    await lost.waitFor({ state: 'detached' });
    assert.equal(sent, 0);
    await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
    const faults = visit.watch.take().filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'));
    assert.deepEqual(faults, []);
  });

  test('that may no longer be followed leads to signing in, and is not asked for again and again', async () => {
    const held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_1500']);
    const id = await begin('5500');
    await using visit = await opened.visit(lender);
    const { page } = visit;
    const ended = Promise.withResolvers<void>();
    let opens = 0;
    await page.route('**/events', async (route) => {
      opens += 1;
      await ended.promise;
      await route.fulfill({ status: 401, json: { success: false, message: 'x' } });
    });
    await page.goto(new URL(`/batches/${id}`, opened.service.url).href);
    await progressIs(page, /^[\d,]+ of 2,00\d$/);
    await page.context().clearCookies();
    ended.resolve();
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    assert.equal(opens, 1);
    await held.release();
    await held[Symbol.asyncDispose]();
    const faults = visit.watch.take().filter((fault) => !fault.includes('401'));
    assert.deepEqual(faults, []);
  });

  test('that is not there says so', async () => {
    await using visit = await opened.visit(lender, { path: '/batches/batch_000000000000000000000000' });
    await visit.page.getByRole('heading', { name: 'There is no such batch' }).waitFor();
    await assertAccessible(visit.page);
    assert.deepEqual(
      visit.watch.take().filter((fault) => !fault.includes('404')),
      [],
    );
  });
});

async function progressIs(page: Page, words: RegExp): Promise<void> {
  await page.getByText(words).first().waitFor();
  assert.match((await page.getByRole('progressbar').getAttribute('aria-valuetext')) ?? '', words);
}
