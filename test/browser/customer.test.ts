import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { addCustomers } from '../acceptance/company/company.ts';
import { loan, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

const data = (page: Page): Locator => page.getByRole('region', { name: 'Data' });
const history = (page: Page): Locator => page.getByRole('region', { name: 'History' });
const value = (page: Page, label: string): Locator =>
  data(page)
    .locator('div', { has: page.getByRole('term').and(page.getByText(label, { exact: true })) })
    .getByRole('definition');

describe('the page of a customer', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  let campaign: string;
  before(async () => {
    opened = await openConsole();
    lender = await opened.service.tenant();
    campaign = await lender.campaign([], { customFields: { risk_band: 'text', vip: 'boolean' } });
  });
  after(() => opened[Symbol.asyncDispose]());

  /** A customer of his own for each test. */
  async function customer(key: string, fields = {}): Promise<string> {
    const added = { campaignId: campaign, data: loan(key, fields) };
    const { status, text } = await lender.call('POST /api/v1/customers/add', added);
    assert.equal(status, 201, text);
    return `/lists/${campaign}/customers/${key}`;
  }

  test('shows what there is, in the list’s order and the reader’s locale, and what is stored beneath', async () => {
    const nested = { co_applicant: { name: 'Ravi Patil', phones: ['9876500000', '9876511111'] } };
    const path = await customer('L-1', { loan_amount: 1_250_000.5, risk_band: 'B', vip: true, ...nested });
    await using visit = await opened.visit(lender, { path });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Asha Rao', level: 1 }).waitFor();
    const terms = await data(page).getByRole('term').allInnerTexts();
    assert.deepEqual(terms.slice(0, 4), ['Loan ID', 'First name', 'Last name', 'Phone number']);
    assert.deepEqual(terms.slice(-3), ['vip', 'risk_band', 'co_applicant']);
    assert.equal(await value(page, 'Loan amount').innerText(), '₹12,50,000.50');
    assert.equal(await value(page, 'Loan amount').getByTitle('Stored as 1250000.5').count(), 1);
    assert.equal(await value(page, 'EMI due date').innerText(), '5 May 2026');
    assert.equal(await value(page, 'vip').innerText(), 'Yes');
    const nestedLines = (await value(page, 'co_applicant').getByRole('listitem').allInnerTexts()).map(oneLine);
    assert.deepEqual(nestedLines.toSorted(), ['name Ravi Patil', 'phones 9876500000, 9876511111']);
    await history(page).getByText('Added').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'customer');
    assert.equal(await copied(page, 'data[title="Stored as 1250000.5"]'), '1250000.5');
  });

  test('edits a field in its place, says so, and takes it back', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-2') });
    const { page } = visit;
    await page.getByRole('button', { name: 'Edit EMI amount' }).click();
    await data(page).getByLabel('EMI amount').fill('5250.75');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('EMI amount is saved.').waitFor();
    await history(page).getByRole('heading', { name: 'Version 2' }).waitFor();
    assert.equal((await lender.customer(campaign, 'L-2')).data['emi_amount'], 5250.75);
    assert.equal(await value(page, 'EMI amount').innerText(), '₹5,250.75');
    await takePicture(page, 'customer-saved');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('status').getByText('Undone: EMI amount is as it was before.').waitFor();
    await history(page).getByText('Undone since').waitFor();
    assert.equal(await value(page, 'EMI amount').innerText(), '₹4,500');
    assert.equal((await lender.customer(campaign, 'L-2')).data['emi_amount'], 4500);
  });

  test('takes nothing back that somebody has changed since, and says so', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-9') });
    const { page } = visit;
    await page.getByRole('button', { name: 'Edit Last name' }).click();
    await data(page).getByLabel('Last name').fill('Iyer');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Last name is saved.').waitFor();
    await lender.bulkUpdate(campaign, [{ id: 'L-9', data: { last_name: 'Nair' } }]);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('status').getByText('Last name is left as it is: somebody has changed it since.').waitFor();
    await value(page, 'Last name').getByText('Nair').waitFor();
  });

  test('is edited by the keyboard alone: a choice, a date, and a field that is cleared', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-3', { risk_band: 'B' }) });
    const { page } = visit;
    await page.getByRole('button', { name: 'Edit Payment status' }).press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'paid', exact: true }).waitFor();
    await page.keyboard.type('paid');
    await page.keyboard.press('Enter');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Payment status is saved.').waitFor();
    await focusedOn(page, 'Edit Payment status');
    await page.getByRole('button', { name: 'Edit EMI due date' }).press('Enter');
    await page.getByLabel('EMI due date').fill('2026-06-01');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('EMI due date is saved.').waitFor();
    await page.getByRole('button', { name: 'Edit First name' }).press('Enter');
    await page.keyboard.type('Nobody');
    await page.keyboard.press('Escape');
    await focusedOn(page, 'Edit First name');
    await page.getByRole('button', { name: 'Edit risk_band' }).press('Enter');
    await page.getByRole('button', { name: 'Clear risk_band' }).press('Enter');
    await page.getByRole('status').getByText('risk_band is saved.').waitFor();
    const { data: stored } = await lender.customer(campaign, 'L-3');
    assert.deepEqual(
      [stored['payment_status'], stored['emi_due_date'], stored['first_name'], stored['risk_band']],
      ['paid', '2026-06-01', 'Asha', undefined],
    );
  });

  test('keeps what was typed when another field is to be edited, and says what to do first', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-10') });
    const { page } = visit;
    await page.getByRole('button', { name: 'Edit First name' }).click();
    await page.getByRole('button', { name: 'Edit Last name' }).click();
    const input = data(page).getByLabel('Last name');
    await input.fill('Iyer');
    await page.getByRole('button', { name: 'Edit First name' }).click();
    await page.getByText('Save or cancel Last name first.').waitFor();
    await input.and(page.locator(':focus')).waitFor();
    assert.equal(await input.inputValue(), 'Iyer');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Last name is saved.').waitFor();
  });

  test('shows the service’s sentence at a field that cannot be so', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-4') });
    const { page, watch } = visit;
    await page.getByRole('button', { name: 'Edit Phone number' }).click();
    const input = data(page).getByLabel('Phone number');
    await input.fill('12');
    await input.press('Enter');
    await data(page).getByText('Phone number must be 10 digits, or + or 00, a country code and 10 digits').waitFor();
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.ok(watch.take().every((fault) => fault.includes('status of 400')));
    await assertAccessible(page);
    await takePicture(page, 'customer-invalid');
    await input.fill('9000000000');
    await input.press('Enter');
    await page.getByRole('status').getByText('Phone number is saved.').waitFor();
    await page.getByRole('button', { name: 'Edit Loan amount' }).click();
    await data(page).getByLabel('Loan amount').fill('1,000');
    await page.keyboard.press('Enter');
    await data(page).getByText('This is no number.').waitFor();
  });

  test('writes over nobody: who edits what somebody has changed meanwhile sees it, and decides', async () => {
    await using visit = await opened.visit(lender, { path: await customer('L-5') });
    const { page, watch } = visit;
    const edit = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'Edit First name' }).click();
      await data(page).getByLabel('First name').fill(name);
    };
    const conflict = page.getByRole('alert');
    await edit('Mine');
    await lender.bulkUpdate(campaign, [{ id: 'L-5', data: { first_name: 'Theirs', language: 'tamil' } }]);
    await page.getByRole('button', { name: 'Save' }).click();
    await conflict.getByText('Somebody changed First name while you were editing.').waitFor();
    assert.deepEqual(await conflict.locator('data').allInnerTexts(), ['Asha', 'Theirs', 'Mine']);
    await conflict.getByText('Now, by test').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'customer-conflict');
    await page.getByRole('button', { name: 'Keep it as it is now' }).click();
    await value(page, 'First name').getByText('Theirs').waitFor();
    await edit('Mine');
    await lender.bulkUpdate(campaign, [{ id: 'L-5', data: { first_name: 'Theirs again' } }]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save mine instead' }).click();
    await page.getByRole('status').getByText('First name is saved.').waitFor();
    // Another field is no conflict.
    await edit('Mine too');
    await lender.bulkUpdate(campaign, [{ id: 'L-5', data: { last_name: 'Iyer' } }]);
    await page.getByRole('button', { name: 'Save' }).click();
    await value(page, 'Last name').getByText('Iyer').waitFor();
    assert.equal((await lender.customer(campaign, 'L-5')).data['first_name'], 'Mine too');
    assert.ok(watch.take().every((fault) => fault.includes('status of 409')));
  });

  test('tells the history page by page, of all fields or of one', async () => {
    const path = await customer('L-6');
    for (let version = 2; version <= 23; version += 1)
      await lender.bulkUpdate(campaign, [
        { id: 'L-6', data: { current_emi: version, ...(version === 3 && { language: 'hindi' }) } },
      ]);
    await using visit = await opened.visit(lender, { path });
    const { page } = visit;
    const versions = history(page).getByRole('heading', { level: 3 });
    await versions.nth(9).waitFor();
    assert.deepEqual([await versions.first().innerText(), await versions.count()], ['Version 23', 10]);
    assert.deepEqual(
      oneLine(await history(page).getByRole('definition').first().innerText()),
      'before: 22 → after: 23',
    );
    for (const count of [20, 23]) {
      await history(page).getByRole('button', { name: 'Show earlier changes' }).click();
      await versions.nth(count - 1).waitFor();
    }
    assert.equal(await versions.last().innerText(), 'Version 1');
    await history(page).getByRole('combobox').click();
    await page.getByRole('option', { name: 'Language' }).click();
    await history(page).getByRole('heading', { name: 'Version 3' }).waitFor();
    await history(page).getByText('hindi').waitFor();
    assert.equal(await versions.count(), 1);
    await page.reload();
    await history(page).getByRole('heading', { name: 'Version 3' }).waitFor();
    await assertAccessible(page);
  });

  test('shows who was removed, with his history, and nothing to edit', async () => {
    const [key = ''] = await addCustomers(lender, [{ legalName: 'Gone Traders', uniqueRefNo: 'REF-1' }]);
    await lender.call(`DELETE /api/v0/customer/${key}`);
    await using visit = await opened.visit(lender, { path: `/lists/${lender.code}/customers/${key}` });
    const { page } = visit;
    await page.getByText('This customer was removed from the list').waitFor();
    await history(page).getByText('Gone Traders').first().waitFor();
    await history(page).getByText('Removed', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Edit/ }).count(), 0);
    await assertAccessible(page);
    await takePicture(page, 'customer-removed');
  });

  test('offers no edit to who may only read, no undo to who may not follow it, and says who is unknown', async () => {
    const path = await customer('L-7');
    await using reading = await opened.visit(await lender.withScopes('customers:read'), { path });
    await history(reading.page).getByRole('heading', { name: 'Version 1' }).waitFor();
    assert.equal(await reading.page.getByRole('button', { name: /^Edit/ }).count(), 0);
    assert.equal(await history(reading.page).getByRole('link').count(), 0);
    await using unknown = await opened.visit(lender, { path: `/lists/${campaign}/customers/nobody` });
    await unknown.page.getByRole('heading', { name: 'The list has no such customer' }).waitFor();
    assert.ok(unknown.watch.take().every((fault) => fault.includes('status of 404')));
    await assertAccessible(unknown.page);
  });

  test('fits a telephone', async () => {
    const path = await customer('L-8', { note: 'x'.repeat(300) });
    await using visit = await opened.visit(lender, { path, viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.getByRole('button', { name: 'Edit note' }).click();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await takePicture(page, 'customer-narrow');
  });
});

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

async function focusedOn(page: Page, label: string): Promise<void> {
  // The page's policy lets no text be run as script, so it is not polled for within the page.
  await page.getByRole('button', { name: label }).and(page.locator(':focus')).waitFor();
}

/** What is on the clipboard when somebody marks the first of these and copies it. */
async function copied(page: Page, selector: string): Promise<string> {
  return page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    const element = document.querySelector(${JSON.stringify(selector)});
    getSelection().selectAllChildren(element);
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData('text/plain');
  })()`);
}
