import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { loan, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

describe('the pages of the lists', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  let campaign: string;
  before(async () => {
    opened = await openConsole();
    lender = await opened.service.tenant();
    campaign = await lender.campaign([loan('L-1'), loan('L-2', { risk_band: 'B' })], {
      customFields: { risk_band: 'text' },
    });
  });
  after(() => opened[Symbol.asyncDispose]());

  test('shows every list, and the ways to its customers, an update and its fields', async () => {
    await using visit = await opened.visit(lender, { path: '/lists' });
    const { page } = visit;
    const row = page.getByRole('row', { name: /April collections/ });
    await row.getByText('Campaign · EMI').waitFor();
    assert.equal(await row.getByRole('cell').nth(3).innerText(), '2');
    await page
      .getByRole('row', { name: /Lender 1/ })
      .getByText('Company')
      .waitFor();
    await assertAccessible(page);
    await takePicture(page, 'lists');
    const update = row.getByRole('link', { name: 'Update April collections from a file' });
    assert.equal(await update.getAttribute('href'), `/update?list=${campaign}`);
    await row.getByRole('link', { name: 'Customers of April collections' }).click();
    await page.getByRole('link', { name: 'L-1' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'April collections', exact: true }).click();
    await page.getByRole('heading', { name: 'April collections', level: 1 }).waitFor();
  });

  test('downloads the template, and the present data, as CSV and as XLSX', async () => {
    await using visit = await opened.visit(lender, { path: `/lists/${campaign}` });
    const { page } = visit;
    const header = 'loan_id,first_name,last_name';
    const [template, ...none] = lines(await download(page, 'Template to fill in', 'CSV'));
    assert.ok(template?.startsWith(header), template);
    assert.deepEqual(none, []);
    const [, first, second] = lines(await download(page, 'Present data (2 customers)', 'CSV'));
    assert.ok(first?.startsWith('L-1,Asha,Rao,'), first);
    assert.ok(second?.endsWith(',B'), second);
    for (const group of ['Template to fill in', 'Present data (2 customers)'])
      assert.equal((await download(page, group, 'Excel (XLSX)')).subarray(0, 2).toString(), 'PK');
    await page.getByRole('button', { name: /^Download/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'CSV' }).first().waitFor();
    await takePicture(page, 'list-downloads');
  });

  test('tells of each field what it takes, and what else a file may call it', async () => {
    await using visit = await opened.visit(lender, { path: `/lists/${campaign}` });
    const { page } = visit;
    const fields = page.getByRole('region', { name: 'Fields' });
    await fields
      .getByRole('row', { name: /Loan ID/ })
      .getByText('Names the customer')
      .waitFor();
    await fields
      .getByRole('row', { name: /Payment status/ })
      .getByText('Choice')
      .waitFor();
    await fields
      .getByRole('row', { name: /risk_band/ })
      .getByText('Own field')
      .waitFor();
    await assertAccessible(page);
    await takePicture(page, 'list');
    await page.goto(page.url().replace(campaign, lender.code));
    const reference = fields.getByRole('row', { name: /Unique reference number/ });
    await reference.getByText('Unique', { exact: true }).waitFor();
    await reference.getByText(/other names/).click();
    await reference.getByText(/Customer Ref No/).waitFor();
    await assertAccessible(page);
  });

  test('shows how columns are remembered, and forgets it', async () => {
    const steps = uploadSteps(lender);
    const upload = await steps.upload(
      [
        ['Loan', 'Name given', 'Remark'],
        ['L-1', 'Asha', 'x'],
      ],
      {
        campaignId: campaign,
        mapping: JSON.stringify({ Loan: 'loan_id', 'Name given': 'first_name', Remark: null }),
      },
    );
    await steps.apply(upload.id);
    await using visit = await opened.visit(lender, { path: `/lists/${campaign}` });
    const { page } = visit;
    const mapping = page.getByRole('region', { name: 'Remembered columns' });
    await mapping.getByRole('row', { name: 'Name given First name' }).waitFor();
    await mapping.getByRole('row', { name: 'Remark Left out' }).waitFor();
    await mapping.scrollIntoViewIfNeeded();
    await takePicture(page, 'list-mapping');
    await mapping.getByRole('button', { name: 'Forget them' }).click();
    const dialog = page.getByRole('dialog', { name: 'Forget the remembered columns?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await mapping.getByRole('row', { name: 'Remark Left out' }).waitFor();
    await mapping.getByRole('button', { name: 'Forget them' }).click();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Forget them' }).click();
    await mapping.getByText('Nothing is remembered yet.').waitFor();
    const { body } = await lender.call<{ data: { mapping: unknown } }>(`GET /api/v1/lists/${campaign}`);
    assert.equal(body.data.mapping, null);
  });

  test('sets the brake and takes it off, for administrators', async () => {
    const administrator = await lender.withScopes('admin');
    await using visit = await opened.visit(administrator, { path: `/lists/${campaign}` });
    const { page } = visit;
    const brake = page.getByRole('region', { name: 'Brake' });
    await brake.getByText('No brake is set').waitFor();
    await brake.getByRole('button', { name: 'Set a brake' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Set a brake' });
    await dialog.getByLabel('Customers that one batch may update at most').fill('many');
    await page.keyboard.press('Enter');
    await dialog.getByText('Write a whole number, such as 5000.').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'list-brake');
    await dialog.getByRole('textbox').fill('1');
    await page.keyboard.press('Enter');
    await brake.getByText('A batch that would update more than 1 customer is refused as a whole').waitFor();
    const both = ['L-1', 'L-2'].map((id) => ({ id, data: { language: 'tamil' } }));
    assert.equal((await lender.bulkUpdate(campaign, both)).status, 422);
    await brake.getByRole('button', { name: 'Take it off' }).click();
    const question = page.getByRole('dialog', { name: 'Take the brake off?' });
    await question.getByRole('button', { name: 'Take it off' }).click();
    await brake.getByText('No brake is set').waitFor();
    assert.equal((await lender.bulkUpdate(campaign, both)).status, 200);
  });

  test('offers what the token may do, and nothing else', async () => {
    const reader = await lender.withScopes('customers:read');
    await using visit = await opened.visit(reader, { path: `/lists/${campaign}` });
    const { page } = visit;
    await page.getByText('Whoever administers Amend can set it').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Update from a file' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /brake|Forget|Take/i }).count(), 0);
    await using other = await opened.visit(await lender.withScopes('batches:read'), { path: '/lists' });
    await other.page.getByRole('heading', { name: 'Your token does not allow this.' }).waitFor();
  });

  test('fits a telephone, and says so where there is no such list', async () => {
    const viewport = { width: 360, height: 740 };
    await using visit = await opened.visit(lender, { path: `/lists/${campaign}`, viewport });
    const { page, watch } = visit;
    await page.getByRole('heading', { name: 'Fields' }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await takePicture(page, 'list-narrow');
    await page.goto(page.url().replace(campaign, 'camp_none'));
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    assert.ok(watch.take().every((fault) => fault.includes('status of 404')));
  });
});

async function download(page: Page, group: string, format: string): Promise<Buffer> {
  await page.getByRole('button', { name: /^Download/ }).click();
  const link: Locator = page.getByRole('group', { name: group }).getByRole('menuitem', { name: format });
  const [got] = await Promise.all([page.waitForEvent('download'), link.click()]);
  await link.waitFor({ state: 'detached' });
  return readFile(await got.path());
}

function lines(file: Buffer): string[] {
  return file.toString().replace('\uFEFF', '').trim().split(/\r?\n/);
}
