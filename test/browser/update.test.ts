import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { loan, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';
import { cellAt, damagedFile, dropFile, tabCounts } from './update-steps.ts';

describe('updating from a damaged file', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  let list: string;
  before(async () => {
    opened = await openConsole();
    tenant = await opened.service.tenant();
    list = await tenant.campaign(Array.from({ length: 5 }, (_, i) => loan(`loan_${i}`)));
  });
  after(() => opened[Symbol.asyncDispose]());

  test('leads from the dropped file over its columns and rows to the batch, through a reload at each step', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    await page.getByText('Drop your spreadsheet here').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-start');

    await dropFile(page, { name: 'june.csv', content: damagedFile });
    await page.getByRole('heading', { name: 'What do the columns mean?' }).waitFor();
    await page.reload();
    await page.getByText('Nearly the name: please check').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-columns');
    const colour = page.getByRole('combobox', { name: 'Field of the column Branch colour' });
    await colour.click();
    await page.getByRole('option', { name: 'Leave this column out' }).click();
    await page.getByText('Left out').waitFor();

    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await page.reload();
    await cellAt(page, 0, 3).getByText('5100').waitFor();
    assert.deepEqual(await tabCounts(page), [
      'All 7',
      'Invalid 3',
      'Warnings 2',
      'Changing 2',
      'Unchanged 1',
      'Not found 1',
    ]);
    assert.match(await cellAt(page, 2, 3).innerText(), /many.*EMI amuont must be a number/s);
    await assertAccessible(page);
    await takePicture(page, 'update-check');

    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.reload();
    await page
      .getByText('2 rows change their customer, 1 stays as it is, 4 rows will not be applied.')
      .first()
      .waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-apply');
    await page.goBack();
    await page.getByRole('grid').waitFor();
    await page.goForward();
    await page.getByRole('button', { name: 'Apply 2 changes' }).dblclick();
    await page.waitForURL(/\/batches\/batch_\w+\?from=upload$/);
    const batch = /batch_\w+/.exec(page.url())?.[0] ?? '';
    await uploadSteps(tenant).ended(batch);
    assert.equal((await tenant.customer(list, 'loan_0')).data['last_name'], 'Zoë');
    const { body } = await tenant.call<{ data: { id: string }[] }>('GET /api/v1/batches?source=upload');
    assert.deepEqual(
      body.data.map(({ id }) => id),
      [batch],
    );

    await page.goBack();
    await page.getByText('This file was applied').waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'To its result' }).click();
    await page.waitForURL(`**/batches/${batch}`);
  });

  test('remembers for the next file what a column means', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    await dropFile(page, { name: 'july.csv', content: 'Loan ID;EMI amuont;Branch colour\r\nloan_1;4600;red\r\n' });
    await page.getByRole('grid').waitFor();
    await page.getByText('1 customer changes, 0 stay as they are, all rows will be applied.').waitFor();
    await page.getByRole('link', { name: 'Columns' }).click();
    assert.equal(await page.getByText('As last time').count(), 1);
    await page.getByText('Left out').first().waitFor();
  });
});
