import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { addCustomers } from '../acceptance/company/company.ts';
import { loan, loans, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

/** Keys of the customers that are shown, each with what it was found by. */
async function shown(page: Page): Promise<string[]> {
  const rows = await page.getByRole('row').all();
  const cells = rows.slice(1).map((row) => row.getByRole('cell').allInnerTexts());
  return (await Promise.all(cells)).map((texts) => [texts[0], texts.at(-2)].join(' '));
}

const searchField = (page: Page) => page.getByRole('searchbox', { name: 'Search' });
const marked = (page: Page): Promise<string[]> => page.locator('mark').allInnerTexts();

describe('the page Customers', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  let campaign: string;
  before(async () => {
    opened = await openConsole();
    lender = await opened.service.tenant();
    campaign = await lender.campaign([
      loan('LN-1', { first_name: 'Asha', last_name: 'Patil', phone_number: '+91 9876543210', email: 'asha@mail.in' }),
      loan('LN-2', { first_name: 'José', last_name: 'Rao', phone_number: '9123456789', email: 'jose@mail.in' }),
      loan('LN-3', { first_name: 'Lena', last_name: 'Iyer', phone_number: '9222222222' }),
      loan('a/b %20?#ü', { first_name: 'Odd', last_name: 'Key', phone_number: '9333333333' }),
    ]);
  });
  after(() => opened[Symbol.asyncDispose]());

  test('finds as one types, by whatever one knows, and marks and names what was found', async () => {
    await using visit = await opened.visit(lender, { path: '/customers' });
    const { page } = visit;
    await page.getByRole('status').getByText('4 customers').waitFor();
    await assertAccessible(page);
    for (const [typed, keys, marks] of [
      ['ln-', ['LN-1 Key', 'LN-2 Key', 'LN-3 Key'], ['LN-', 'LN-', 'LN-']],
      ['jose r', ['LN-2 Name'], ['José R']],
      ['98765', ['LN-1 Phone'], ['98765']],
      ['asha@', ['LN-1 E-mail'], ['asha@']],
    ] as const) {
      await searchField(page).fill('');
      await searchField(page).pressSequentially(typed);
      await page.getByText(marks[0], { exact: true }).and(page.locator('mark')).first().waitFor();
      assert.deepEqual([await shown(page), await marked(page)], [keys, marks], typed);
    }
    assert.match(page.url(), /search=asha%40/);
    await takePicture(page, 'customers');
    await assertAccessible(page);
    await page.reload();
    await page.locator('mark').waitFor();
    assert.equal(await searchField(page).inputValue(), 'asha@');
  });

  test('opens a customer by the keyboard alone, whatever its key, and comes back to the same search', async () => {
    await using visit = await opened.visit(lender, { path: '/customers' });
    const { page } = visit;
    await searchField(page).focus();
    await page.keyboard.type('odd');
    await page.locator('mark').waitFor();
    const focused = (): Promise<string> => page.evaluate("document.activeElement?.textContent ?? ''");
    for (let presses = 0; presses < 5 && (await focused()) !== 'a/b %20?#ü'; presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Odd Key', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Version 1' }).waitFor();
    await page.getByRole('link', { name: '← Customers' }).click();
    await page.locator('mark').waitFor();
    assert.equal(await searchField(page).inputValue(), 'odd');
  });

  test('shows the answer to what was typed last, however late the ones before come', async () => {
    await using visit = await opened.visit(lender, { path: '/customers' });
    const { page } = visit;
    await page.getByRole('status').getByText('4 customers').waitFor();
    const { promise: newer, resolve: newerIsShown } = Promise.withResolvers<void>();
    const { promise: older, resolve: olderIsAsked } = Promise.withResolvers<void>();
    await page.route(/search=lena(&|$)/, async (route) => {
      olderIsAsked();
      await newer;
      await route.continue().catch(() => null);
    });
    const aborted = page.waitForEvent('requestfailed', (request) => request.url().includes('search=lena'));
    await searchField(page).fill('lena');
    await older;
    await searchField(page).fill('asha');
    await page.locator('mark').getByText('Asha').waitFor();
    newerIsShown();
    assert.equal((await aborted).failure()?.errorText, 'net::ERR_ABORTED');
    assert.deepEqual(await shown(page), ['LN-1 Name']);
    assert.equal(await searchField(page).inputValue(), 'asha');
  });

  test('of a long list reads what is shown and no more', async () => {
    const many = await opened.service.tenant();
    await many.campaign(loans(10_000));
    await using visit = await opened.visit(many, { path: '/customers' });
    const { page } = visit;
    await page.getByRole('status').getByText('The first 50 customers; there are more.').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('status').getByText('The first 100 customers; there are more.').waitFor();
    assert.equal(new Set(await shown(page)).size, 100);
    await searchField(page).fill('loan_9999');
    await page.getByRole('status').getByText('1 customer').waitFor();
    assert.deepEqual(await shown(page), ['loan_9999 Key']);
  });

  test('says for what was looked when nobody is found, and looks among the removed too', async () => {
    const [gone = ''] = await addCustomers(lender, [
      { legalName: 'Gone Traders', uniqueRefNo: 'REF-1', accountNumber: '001234567890' },
      { legalName: 'Asha Textiles', uniqueRefNo: 'REF-2', email: 'asha@textiles.in' },
    ]);
    await lender.call(`DELETE /api/v0/customer/${gone}`);
    await using visit = await opened.visit(lender, { path: `/customers?list=${lender.code}&search=ref` });
    const { page } = visit;
    await page.locator('mark').waitFor();
    assert.deepEqual(await marked(page), ['REF']);
    await page.getByText('Unique reference number').waitFor();
    await searchField(page).fill(gone);
    await page.getByRole('heading', { name: `Nobody is found for “${gone}”` }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'customers-nobody');
    await page.getByRole('button', { name: 'Look among the removed too' }).click();
    await page.getByRole('cell', { name: `${gone} Removed` }).waitFor();
    assert.match(page.url(), /status=all/);
  });

  test('asks for the list where there are several, and remembers it in the address', async () => {
    const second = await lender.campaign([loan('SECOND-1')], { name: 'May collections' });
    await using visit = await opened.visit(lender, { path: '/customers' });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Choose a list' }).waitFor();
    await page.getByRole('combobox', { name: 'List' }).click();
    await page.getByRole('option', { name: 'May collections' }).click();
    await page.getByRole('link', { name: 'SECOND-1' }).waitFor();
    assert.match(page.url(), new RegExp(`list=${second}`));
  });

  test('says so where there is nobody yet, and where the token does not allow it', async () => {
    const fresh = await opened.service.tenant();
    await using visit = await opened.visit(fresh, { path: '/customers' });
    await visit.page.getByRole('heading', { name: 'There are no customers yet' }).waitFor();
    await using other = await opened.visit(await fresh.withScopes('batches:read'), { path: '/customers' });
    await other.page.getByRole('heading', { name: 'Your token does not allow this.' }).waitFor();
    await assertAccessible(other.page);
  });

  test('fits a telephone', async () => {
    const path = `/customers?list=${campaign}&search=asha`;
    await using visit = await opened.visit(lender, { path, viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.locator('mark').waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await takePicture(page, 'customers-narrow');
  });
});
