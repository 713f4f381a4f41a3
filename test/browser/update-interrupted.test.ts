import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../acceptance/hold-customers.ts';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { filesBelow } from '../files-below.ts';
import { loans, type Tenant } from '../tenant.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';
import { cellAt, damagedFile, dropFile } from './update-steps.ts';

describe('an update', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  let list: string;
  before(async () => {
    opened = await openConsole();
    tenant = await opened.service.tenant();
    list = await tenant.campaign(loans(5));
  });
  after(() => opened[Symbol.asyncDispose]());

  async function upload(): Promise<string> {
    const rows = [
      ['loan_0', 'many'],
      ['loan_1', '5100'],
    ];
    return (await uploadSteps(tenant).upload([['loan_id', 'emi_amount'], ...rows], { campaignId: list })).id;
  }

  /** As if a day had gone by. */
  const expire = (id: string) =>
    opened.service.database.query('update uploads set expires_at = now() where public_id = $1', [id]);

  test('is cancelled while its file is on the way: nothing of it stays, and another file can be sent', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    const filesBefore = await filesBelow(opened.service.filesDirectory);
    const slow = await slowLine(page);
    const line = `loan_1,4600,${'x'.repeat(100)}\r\n`;
    await dropFile(page, { name: 'long.csv', content: `loan_id,emi_amount,note\r\n${line.repeat(20_000)}` });
    const bar = page.getByRole('progressbar', { name: 'Sending' });
    await bar.waitFor();
    await until('some of it is on the way', async () => Number(await bar.getAttribute('aria-valuenow')) > 0);
    await until(
      'some of it has arrived',
      async () => (await filesBelow(opened.service.filesDirectory)).length > filesBefore.length,
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Drop your spreadsheet here').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await until('no upload is left', async () => (await uploads()) === 0);
    await until(
      'no file is left',
      async () => (await filesBelow(opened.service.filesDirectory)).length === filesBefore.length,
    );

    await slow.end();
    await dropFile(page, { name: 'short.csv', content: 'loan_id,emi_amount\r\nloan_1,4600\r\n' });
    await cellAt(page, 0, 2).getByText('loan_1').waitFor();
    await page.getByRole('heading', { name: 'short.csv' }).waitFor();
    assert.equal(await uploads(), 1);
  });

  async function uploads(): Promise<number> {
    const { rows } = await opened.service.database.query(
      'select 1 from uploads where list_id = (select id from lists where public_id = $1)',
      [list],
    );
    return rows.length;
  }

  test('that has expired meanwhile says so where one goes on with it, and where one comes back to it', async () => {
    const id = await upload();
    await using visit = await opened.visit(tenant, { path: `/uploads/${id}?step=check` });
    const { page, watch } = visit;
    await cellAt(page, 0, 3).dblclick();
    await expire(id);
    await page.getByRole('textbox', { name: 'emi_amount in row 2' }).fill('5000');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'This file is not here any more' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'This file is not here any more' }).waitFor();
    await page.getByText(/A file that is not applied is kept for a day\..*Send the file again\./).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Update from a file' }).click();
    await page.getByText('Drop your spreadsheet here').waitFor();
    assert.ok(watch.take().every((fault) => fault.includes('404')));
  });

  test('that has expired meanwhile is not applied, and says so', async () => {
    const id = await upload();
    await using visit = await opened.visit(tenant, { path: `/uploads/${id}?step=apply` });
    const { page, watch } = visit;
    const button = page.getByRole('button', { name: 'Apply 1 change' });
    await button.waitFor();
    await expire(id);
    await button.click();
    await page.getByRole('heading', { name: 'This file is not here any more' }).waitFor();
    assert.equal((await tenant.customer(list, 'loan_1')).data['emi_amount'], 4500);
    assert.ok(watch.take().every((fault) => fault.includes('404')));
  });

  test('is done from its file to its result on a screen of 360 pixels', async () => {
    const campaignId = await tenant.campaign(loans(5));
    const viewport = { width: 360, height: 740 };
    await using visit = await opened.visit(tenant, { path: `/update?list=${campaignId}`, viewport });
    const { page } = visit;
    await page.getByText('Drop your spreadsheet here').waitFor();
    await page.getByText('More choices').click();
    await takePicture(page, 'update-start-narrow');
    await assertFits(page);

    await dropFile(page, { name: 'june.csv', content: damagedFile });
    await page.getByRole('combobox', { name: 'Field of the column Branch colour' }).click();
    await page.getByRole('option', { name: 'Leave this column out' }).click();
    await page.getByText('Left out').waitFor();
    // Beside a field one still sees which column it is of.
    const choice = page.getByRole('combobox', { name: 'Field of the column emi_due_date' });
    await choice.focus();
    const field = await choice.boundingBox();
    const header = await page.getByRole('rowheader', { name: 'emi_due_date' }).boundingBox();
    assert.ok(header && field && header.x >= 0 && header.width > 100 && header.x + header.width <= field.x);
    await takePicture(page, 'update-columns-narrow');
    await assertFits(page);

    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await cellAt(page, 2, 3).click();
    await page
      .getByRole('region', { name: 'About this row' })
      .getByText(/must be a number/)
      .waitFor();
    await takePicture(page, 'update-check-narrow');
    await assertFits(page);
    await cellAt(page, 2, 3).dblclick();
    await page.getByRole('textbox', { name: 'EMI amuont in row 4' }).fill('4600');
    await page.keyboard.press('Enter');
    await cellAt(page, 2, 1).getByText('Changes').waitFor();

    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByText('More choices').click();
    await page.getByRole('checkbox', { name: 'All or nothing' }).waitFor();
    await takePicture(page, 'update-apply-narrow');
    await assertFits(page);
    await page.getByRole('button', { name: /^Apply 3 changes/ }).click();
    await page.waitForURL(/\/batches\/batch_\w+/);
    await page.getByRole('heading', { name: /customers were changed/ }).waitFor();
    await page.getByRole('table', { name: 'Outcomes' }).waitFor();
    await takePicture(page, 'batch-result-narrow');
    await assertFits(page);
  });
});

/** A line on which a large file takes its time. */
async function slowLine(page: Page): Promise<{ end(): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  const sending = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await session.send('Network.enable');
  await sending(200_000);
  return {
    async end() {
      await sending(-1);
      await session.detach();
    },
  };
}

/** The page itself never scrolls sideways, and whatever can be pressed can be brought into sight and is not covered. */
async function assertFits(page: Page): Promise<void> {
  assert.equal(await page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)'), 0);
  const outOfReach = await page.evaluate<string[]>(
    `[...document.querySelectorAll(':is(header, main) :is(button, a[href], summary, input:not(.visually-hidden), textarea, [role=tab], [role=checkbox], [role=radio])')]
      .filter((element) => element.checkVisibility() && element.closest('[aria-hidden=true], .visually-hidden') === null && element.tabIndex >= 0)
      .filter((element) => {
        element.scrollIntoView({ block: 'center', inline: 'center' });
        const { left, top, width, height, right } = element.getBoundingClientRect();
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return left < 0 || right > innerWidth || !(element.contains(hit) || hit?.contains(element));
      })
      .map((element) => element.tagName + ' ' + (element.textContent || element.getAttribute('aria-label')))`,
  );
  assert.deepEqual(outOfReach, []);
  await page.evaluate('scrollTo(0, 0)');
}
