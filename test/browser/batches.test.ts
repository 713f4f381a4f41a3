import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loans, type Tenant } from '../tenant.ts';
import { csv, uploadSteps } from '../acceptance/upload-steps.ts';
import { holdCustomers } from '../acceptance/hold-customers.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

describe('the list of batches', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    opened = await openConsole({ settings: { fileChunkRecordsMax: 100, lockWaitMs: 30_000 } });
    lender = await opened.service.tenant();
    campaignId = await lender.campaign(loans(300));
    const record = (place: number, data: object) => ({ id: `loan_${place}`, data });
    await lender.bulkUpdate(campaignId, [record(0, { emi_amount: 7 }), record(1, {}), record(2, { emi_amount: 'x' })]);
    const steps = uploadSteps(lender);
    const table = [
      ['loan_id', 'emi_amount'],
      ...Array.from({ length: 200 }, (_, place) => [`loan_${place}`, '5000']),
      ['loan_gone', '1'],
      ['loan_3', 'much'],
    ] as const;
    await steps.apply((await steps.upload(table, { campaignId })).id);
    await lender.call(`PUT /api/v1/customers/update/bulk?dryRun=true`, {
      campaignId,
      records: [record(4, { note: 'x' })],
    });
  });
  after(() => opened[Symbol.asyncDispose]());

  test('tells of each batch when, what, where, who, how many and how far, newest first', async () => {
    await using visit = await opened.visit(lender, { path: '/batches' });
    const { page } = visit;
    await page.getByRole('table', { name: 'Batches' }).waitFor();
    const rows = await page.getByRole('table', { name: 'Batches' }).getByRole('row').allInnerTexts();
    assert.match(rows[1] ?? '', /Preview\s+April collections\s+test\s+1\s+Not applied/);
    assert.match(rows[2] ?? '', /File\s+April collections\s+test\s+202\s+Completed/);
    assert.match(rows[3] ?? '', /Program\s+April collections\s+test\s+3\s+Completed/);
    assert.match(rows[4] ?? '', /Program: customers added\s+April collections\s+test\s+300\s+Completed/);
    await page.getByRole('img', { name: '200 updated, 1 invalid, 1 failed' }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'batches');
  });

  test('shows the days as a plot in a sentence, by arrow keys, and as a table', async () => {
    await using visit = await opened.visit(lender, { path: '/batches' });
    const { page } = visit;
    const plot = page.getByRole('img', { name: /^Records by day/ });
    assert.equal(
      await plot.getAttribute('aria-label'),
      'Records by day and outcome, in 30 days: 501 updated, 1 unchanged, 2 invalid, 1 failed.',
    );
    const days = page.getByRole('slider', { name: 'Day' });
    await days.focus();
    assert.match((await days.getAttribute('aria-valuetext')) ?? '', /: Updated 501, Unchanged 1, Invalid 2, Failed 1$/);
    await takePicture(page, 'batches-plot-day');
    await page.keyboard.press('ArrowLeft');
    assert.match((await days.getAttribute('aria-valuetext')) ?? '', /: Updated 0, Unchanged 0, Invalid 0, Failed 0$/);
    await page.getByRole('button', { name: 'Show as table' }).click();
    const table = page.getByRole('table', { name: 'Records of the last 30 days' });
    assert.equal(await table.getByRole('row').count(), 31);
    assert.match(await table.getByRole('row').nth(1).innerText(), /501\s+1\s+2\s+1\s+3$/);
    await assertAccessible(page);
    await takePicture(page, 'batches-table-of-days');
    // A day leads to its batches.
    await table.getByRole('row').nth(2).getByRole('button').click();
    await page.getByRole('heading', { name: 'No batch is like this' }).waitFor();
    assert.match(page.url(), /time=period&from=2\d{3}-\d\d-\d\d&to=2\d{3}-\d\d-\d\d$/);
    await assertAccessible(page);
  });

  test('filters by what is chosen, keeps it in the address, and so through a reload', async () => {
    await using visit = await opened.visit(lender, { path: '/batches' });
    const { page } = visit;
    const choose = async (label: string, option: string): Promise<void> => {
      await page.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    const rows = page.getByRole('table', { name: 'Batches' }).getByRole('row');
    await choose('What', 'Program');
    await rows.nth(3).waitFor({ state: 'detached' });
    await choose('When', 'Today');
    await choose('State', 'Completed');
    const params = new URL(page.url()).searchParams;
    assert.deepEqual(Object.fromEntries(params), { source: 'campaign', time: 'today', state: 'completed' });
    await page.reload();
    await page.getByText('April collections').first().waitFor();
    assert.equal(await rows.count(), 3);
    await choose('What', 'Undo');
    await page.getByRole('heading', { name: 'No batch is like this' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await rows.nth(4).waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.getByRole('button', { name: 'test', exact: true }).first().click();
    await page.waitForURL(/\?by=tok_/);
    await choose('List', `April collections ${campaignId}`);
    await page.waitForURL(/list=camp_/);
  });

  test('follows what runs by itself', async () => {
    await using held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_250']);
    const steps = uploadSteps(lender);
    const { id } = await steps.upload(
      csv([['loan_id', 'emi_amount'], ...Array.from({ length: 300 }, (_, place) => [`loan_${place}`, '6000'])]),
      { campaignId },
    );
    const { body } = await lender.call<{ data: { id: string } }>(`POST /api/v1/uploads/${id}/apply`);
    await using visit = await opened.visit(lender, { path: '/batches' });
    const row = visit.page.getByRole('table', { name: 'Batches' }).getByRole('row').nth(1);
    await row.getByText('Running').waitFor();
    await held.release();
    await row.getByText('Completed').waitFor();
    await steps.ended(body.data.id);
  });

  test('says what will be here where nothing was changed yet, and fits a telephone', async () => {
    const viewport = { width: 360, height: 740 };
    const tenant = await opened.service.tenant();
    await using empty = await opened.visit(tenant, { path: '/batches', viewport });
    await empty.page.getByRole('heading', { name: 'Nothing was changed in bulk yet' }).waitFor();
    await assertAccessible(empty.page);
    await using full = await opened.visit(lender, { path: '/batches', viewport });
    await full.page.getByRole('table', { name: 'Batches' }).waitFor();
    assert.equal(await full.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await takePicture(full.page, 'batches-telephone');
  });
});
