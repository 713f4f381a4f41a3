import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { holdTable } from '../acceptance/hold-customers.ts';
import { type BatchBody, type Table, type UploadBody, uploadSteps } from '../acceptance/upload-steps.ts';
import { loans, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { cellAt, tabCounts } from './update-steps.ts';

describe('mending', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  before(async () => {
    opened = await openConsole();
    lender = await opened.service.tenant();
  });
  after(() => opened[Symbol.asyncDispose]());

  const send = (campaignId: string, file: Table, texts: Record<string, string> = {}): Promise<UploadBody> =>
    uploadSteps(lender).upload(file, { campaignId, ...texts });

  async function versions(campaignId: string, count: number): Promise<number[]> {
    const keys = Array.from({ length: count }, (_, place) => `loan_${place}`);
    const shown = await Promise.all(keys.map(async (key) => lender.customer(campaignId, key)));
    return shown.map(({ version }) => version);
  }

  /** From the page of a batch to the table of its failed rows. */
  async function mend(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Mend the failed rows' }).click();
    await page.waitForURL(/\/uploads\/upl\w*\?step=check$/);
    await cellAt(page, 0, 2).waitFor();
  }

  /** In the first row. */
  async function correctAmount(page: Page, value: string): Promise<void> {
    await cellAt(page, 0, 3).dblclick();
    await page.getByRole('grid').getByRole('textbox').fill(value);
    await page.keyboard.press('Enter');
    await cellAt(page, 0, 1).getByText('Changes').waitFor();
  }

  /** Presses the button of the last step, and comes back when the batch has ended. */
  async function applyOne(page: Page): Promise<BatchBody> {
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByRole('button', { name: 'Apply 1 change' }).click();
    await page.getByRole('img', { name: /^1 updated/ }).waitFor();
    return uploadSteps(lender).ended(/batch_\w+/.exec(page.url())?.[0] ?? '');
  }

  test('the failed rows are opened as a file of their own, as the columns were matched, and only they are applied', async () => {
    const campaignId = await lender.campaign(loans(4));
    const steps = uploadSteps(lender);
    const { id } = await send(campaignId, [
      ['loan_id', 'Rate', 'last_name'],
      ['loan_0', '5000', 'Rao'],
      ['loan_1', '5100', 'Rao'],
      ['loan_2', 'many', 'Sen'],
      ['loan_gone', '5300', 'Rao'],
    ]);
    await steps.change(id, { mapping: { Rate: 'emi_amount' } });
    const first = await steps.apply(id);
    await using visit = await opened.visit(lender, { path: `/batches/${first.id}` });
    const { page } = visit;
    await mend(page);
    assert.deepEqual((await tabCounts(page)).slice(0, 2), ['All 2', 'Invalid 1']);
    assert.match(await cellAt(page, 0, 3).innerText(), /many.*must be a number/s);
    await correctAmount(page, '5200');
    await page.getByText('1 customer changes, 0 stay as they are, 1 row will not be applied.').first().waitFor();
    const { counts } = await applyOne(page);
    assert.partialDeepStrictEqual(counts, { total: 2, updated: 1, failed: 1 });
    const { data } = await lender.customer(campaignId, 'loan_2');
    assert.partialDeepStrictEqual(data, { emi_amount: 5200, last_name: 'Sen' });
    assert.deepEqual(await versions(campaignId, 4), [2, 2, 2, 1]);
  });

  test('an empty cell means in the mended rows what it meant in the file that they failed in', async () => {
    const campaignId = await lender.campaign(loans(2, { note: 'old' }));
    const file = [
      ['loan_id', 'emi_amount', 'note'],
      ['loan_0', '5000', ''],
      ['loan_1', 'many', ''],
    ];
    const { id } = await send(campaignId, file, { emptyCells: 'clear' });
    const first = await uploadSteps(lender).apply(id);
    await using visit = await opened.visit(lender, { path: `/batches/${first.id}` });
    const { page } = visit;
    await mend(page);
    await page.getByRole('link', { name: 'Columns' }).click();
    assert.ok(await page.getByRole('radio', { name: 'The customer’s value is removed' }).isChecked());
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await correctAmount(page, '5100');
    assert.match(await cellAt(page, 0, 4).innerText(), /old/);
    await applyOne(page);
    const [one, other] = await Promise.all(['loan_0', 'loan_1'].map((key) => lender.customer(campaignId, key)));
    assert.deepEqual([one?.data['note'], other?.data['note']], [undefined, undefined]);
    assert.equal(other?.data['emi_amount'], 5100);
  });

  test('a change for which all rows are checked again says so meanwhile, and then shows the new counts by itself', async () => {
    const campaignId = await lender.campaign(loans(3, { note: 'old' }));
    const { id } = await send(campaignId, [
      ['loan_id', 'emi_amount', 'note'],
      ['loan_0', '5000', ''],
      ['loan_1', '4500', ''],
      ['loan_2', 'many', ''],
    ]);
    await using visit = await opened.visit(lender, { path: `/uploads/${id}?step=columns` });
    const { page } = visit;
    await page.getByRole('radio', { name: 'Nothing: the customer keeps what he has' }).waitFor();
    await page.evaluate('globalThis.isThisLoad = true');
    await using held = await holdTable(opened.service.connectionString, 'spool_notes');
    await page.getByRole('radio', { name: 'The customer’s value is removed' }).click();
    const checking = page.getByRole('status').getByText(/^(Checking all rows again|Checking each row)$/);
    await checking.waitFor();
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await cellAt(page, 1, 1).getByText('Stays').waitFor();
    await checking.waitFor();
    assert.deepEqual(await tabCounts(page), ['All 3', 'Invalid 1', 'Changing 1', 'Unchanged 1']);
    await assertAccessible(page);
    // What is not known yet cannot be applied.
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await checking.waitFor();
    assert.ok(await page.getByRole('button', { name: /^Apply/ }).isDisabled());
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await held.release();
    await cellAt(page, 1, 1).getByText('Changes').waitFor();
    await checking.waitFor({ state: 'detached' });
    assert.deepEqual(await tabCounts(page), ['All 3', 'Invalid 1', 'Changing 2', 'Unchanged 0']);
    await page.getByText('2 customers change, 0 stay as they are, 1 row will not be applied.').waitFor();
    assert.equal(await page.evaluate('globalThis.isThisLoad'), true);
  });

  test('going through the steps by keyboard puts the focus where reading goes on, and frames only what can be used', async () => {
    const campaignId = await lender.campaign(loans(2));
    const { id } = await send(campaignId, [
      ['loan_id', 'emi_amount'],
      ['loan_0', '5000'],
    ]);
    await using visit = await opened.visit(lender, { path: `/uploads/${id}?step=columns` });
    const { page } = visit;
    const focused = (): Promise<string> =>
      page.evaluate<string>(
        '`${document.activeElement.localName} ${getComputedStyle(document.activeElement).outlineStyle}`',
      );
    const press = async (name: string): Promise<void> => {
      const link = page.getByRole('link', { name });
      await link.focus();
      assert.equal(await focused(), 'a solid', `${name} is framed`);
      await page.keyboard.press('Enter');
    };
    await page.keyboard.press('Tab');
    await press('Next: check the rows');
    await page.getByRole('heading', { name: 'What will happen to each row?' }).waitFor();
    assert.equal(await focused(), 'h2 none');
    await press('Next: apply');
    await page.getByRole('button', { name: 'Apply 1 change' }).waitFor();
    assert.equal(await focused(), 'h2 none');
    await press('Batches');
    await page.getByRole('table', { name: 'Batches' }).waitFor();
    assert.equal(await focused(), 'main none');
  });
});
