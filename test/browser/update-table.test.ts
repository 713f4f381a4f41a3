import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { loan, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { cellAt, tabCounts } from './update-steps.ts';

const rows = 1_500;

describe('the table of rows', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  let list: string;
  before(async () => {
    opened = await openConsole();
    tenant = await opened.service.tenant();
    list = await tenant.campaign(Array.from({ length: 40 }, (_, i) => loan(`loan_${i}`)));
  });
  after(() => opened[Symbol.asyncDispose]());

  /** Every tenth row has no amount; only the first forty loans are there. */
  async function upload(): Promise<string> {
    const lines = Array.from({ length: rows }, (_, i) => [`loan_${i}`, i % 10 === 3 ? 'many' : '5000', `note ${i}`]);
    const { id } = await uploadSteps(tenant).upload([['loan_id', 'emi_amount', 'last_name'], ...lines], {
      campaignId: list,
    });
    return `/uploads/${id}?step=check`;
  }

  /** What a reader of the screen is told of the cell in focus. */
  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>(
      "document.activeElement.getAttribute('aria-colindex') + ' of ' + document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex')",
    );

  test('is walked through by the keyboard alone, over rows that are not drawn yet', async () => {
    await using visit = await opened.visit(tenant, { path: await upload() });
    const { page } = visit;
    await cellAt(page, 0, 2).getByText('loan_0').waitFor();
    const grid = page.getByRole('grid');
    assert.deepEqual(
      [await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')],
      [String(rows + 1), '5'],
    );
    await page.getByRole('searchbox', { name: 'Search in the rows' }).focus();
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), '1 of 2');
    for (const key of ['ArrowDown', 'ArrowRight', 'End', 'Control+End']) await page.keyboard.press(key);
    await cellAt(page, rows - 1, 4)
      .getByText(`note ${rows - 1}`)
      .waitFor();
    assert.equal(await focused(page), `5 of ${rows + 1}`);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Control+Home');
    await cellAt(page, 0, 2).getByText('loan_0').waitFor();
    assert.equal(await focused(page), '1 of 2');
    assert.ok((await page.locator('[role=grid] [role=row]').count()) < 60);
  });

  test('mends a cell by the keyboard alone, which is checked again at once, and takes it back', async () => {
    await using visit = await opened.visit(tenant, { path: await upload() });
    const { page } = visit;
    await cellAt(page, 3, 3).click();
    const before = await tabCounts(page);
    await page
      .getByRole('region', { name: 'About this row' })
      .getByText(/emi_amount must be a number/)
      .waitFor();
    for (const key of ['6', '1', '0', '0', 'Enter']) await page.keyboard.press(key);
    await cellAt(page, 3, 1).getByText('Changes').waitFor();
    assert.match(await cellAt(page, 3, 3).innerText(), /4500.*6100.*edited here/s);
    assert.equal(await focused(page), '4 of 6');
    assert.deepEqual(before.slice(0, 2), ['All 1,500', 'Invalid 150']);
    assert.deepEqual((await tabCounts(page)).slice(0, 2), ['All 1,500', 'Invalid 149']);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('nothing of the kind');
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), '4 of 5');
    await page.reload();
    await cellAt(page, 3, 3).getByText('6100').waitFor();
    await cellAt(page, 3, 3).click();
    await page.getByRole('button', { name: 'Take the edit back' }).click();
    await cellAt(page, 3, 1).getByText('Invalid').waitFor();
    await cellAt(page, 3, 3).getByText('many', { exact: true }).waitFor();
  });

  test('shows the rows of a filter and of a search, and keeps both in the address', async () => {
    await using visit = await opened.visit(tenant, { path: await upload() });
    const { page } = visit;
    await page.getByRole('tab', { name: /^Invalid/ }).click();
    await cellAt(page, 0, 2).getByText('loan_3').waitFor();
    await cellAt(page, 1, 2).getByText('loan_13').waitFor();
    await page.reload();
    await cellAt(page, 1, 2).getByText('loan_13').waitFor();
    await cellAt(page, 0, 3).dblclick();
    await page.getByRole('textbox', { name: 'emi_amount in row 5' }).fill('5500');
    await page.keyboard.press('Enter');
    // The row is mended and no longer one of these; the next one has come to its place.
    await cellAt(page, 0, 2).getByText('loan_13').waitFor();
    await page.getByText('Row 5 was checked again: Changes.').first().waitFor();
    await page.getByRole('tab', { name: /^All/ }).click();
    await page.getByRole('searchbox', { name: 'Search in the rows' }).fill('NOTE 149');
    await page.getByText('11 rows found.').waitFor();
    await cellAt(page, 0, 2).getByText('loan_149').waitFor();
    await assertAccessible(page);
    await page.reload();
    await page.getByText('11 rows found.').waitFor();
    await page.getByRole('searchbox', { name: 'Search in the rows' }).fill('nowhere');
    await page.getByText('It stands in none of these rows').waitFor();
  });

  test('leaves a row out and takes it in again', async () => {
    await using visit = await opened.visit(tenant, { path: await upload() });
    const { page } = visit;
    await cellAt(page, 1, 0).click();
    await page.keyboard.press('Space');
    await cellAt(page, 1, 1).getByText('Left out').waitFor();
    await page.getByRole('tab', { name: /^Left out 1/ }).waitFor();
    await page.getByRole('button', { name: 'Take this row in again' }).click();
    await cellAt(page, 1, 1).getByText('Changes').waitFor();
    assert.ok(!(await tabCounts(page)).some((tab) => tab.startsWith('Left out')));
  });
});
