import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startServiceProcess } from '../acceptance/service-process.ts';
import { createTestDatabase } from '../postgres.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { client, loan, tenantMaker } from '../tenant.ts';
import { launchBrowser } from './browser.ts';
import { browserMissing, chromiumPath } from './environment.ts';
import { visitor } from './open-console.ts';
import { cellAt, damagedFile, dropFile } from './update-steps.ts';
import { nobodyAnswered } from './watch.ts';

const customers = [0, 1, 2, 3];

/** What the whole console is for: without the documentation, and though the service is killed in between. */
test(
  'a damaged file is dropped, mended and applied, its failed rows are mended and applied, and all of it is undone',
  { skip: browserMissing },
  async () => {
    await using database = await createTestDatabase();
    await using files = await temporaryDirectory();
    const environment = { AMEND_DATA_DIR: files.path };
    await using service = await startServiceProcess(database.connectionString, environment);
    const administrator = client(service.url, await service.administratorToken());
    const lender = await tenantMaker(administrator, service.url)();
    const list = await lender.campaign(customers.map((place) => loan(`loan_${place}`)));
    const data = async () =>
      Promise.all(customers.map(async (place) => (await lender.customer(list, `loan_${place}`)).data));
    const before = await data();
    await using browser = await launchBrowser(chromiumPath());
    await using visit = await visitor(browser, service.url)(lender, { path: `/update?list=${list}` });
    const { page } = visit;

    await dropFile(page, { name: 'june.csv', content: damagedFile });
    await page.getByRole('combobox', { name: 'Field of the column Branch colour' }).click();
    await page.getByRole('option', { name: 'Leave this column out' }).click();
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await mend(page, 2, { 3: '5200' });

    await service.end('SIGKILL');
    const { port } = new URL(service.url);
    await using again = await startServiceProcess(database.connectionString, { ...environment, PORT: port });
    assert.equal(again.url, service.url);
    await page.reload();
    await cellAt(page, 2, 3).getByText('5200').waitFor();
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByRole('button', { name: 'Apply 3 changes' }).click();
    const first = await ended(page, '3 updated');
    assert.deepEqual(
      (await data()).map(({ emi_amount: amount }) => amount),
      [5100, 4500, 5200, 4500],
    );

    await page.getByRole('button', { name: 'Mend the failed rows' }).click();
    await mend(page, 0, { 3: '4800', 5: 'paid' });
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByRole('button', { name: 'Apply 1 change' }).click();
    const second = await ended(page, '1 updated');
    assert.equal((await data())[3]?.['emi_amount'], 4800);

    // Two of the file's rows were for one customer.
    for (const [batch, count] of [
      [second, '1 customer'],
      [first, '2 customers'],
    ] as const) {
      await page.goto(batch);
      await page.getByRole('button', { name: 'Undo …' }).click();
      await page.getByRole('button', { name: `Undo for ${count}` }).click();
      await page.getByText('This took another batch back.').waitFor();
    }
    await page.getByRole('img', { name: '2 updated' }).waitFor();
    assert.deepEqual(await data(), before);
    // While the service was away a page that asked it was not answered: that was the point.
    assert.deepEqual(
      visit.watch.take().filter((fault) => !nobodyAnswered.test(fault)),
      [],
    );
  },
);

/** Types other values into cells of a row, by their column, and waits until it can be applied. */
async function mend(page: Page, row: number, values: Readonly<Record<number, string>>): Promise<void> {
  await cellAt(page, row, 1).getByText('Invalid').waitFor();
  for (const [column, value] of Object.entries(values)) {
    await cellAt(page, row, Number(column)).dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  }
  await cellAt(page, row, 1).getByText('Changes').waitFor();
}

/** Waits for the batch's result; its address. */
async function ended(page: Page, counts: string): Promise<string> {
  await page.getByRole('img', { name: counts }).waitFor();
  await page.getByRole('button', { name: 'Undo …' }).waitFor();
  return page.url();
}
