import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { workbook } from '../acceptance/workbook.ts';
import { loan, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';
import { cellAt, dropFile, pasteCells, tabCounts } from './update-steps.ts';

describe('sending a file', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  let list: string;
  before(async () => {
    opened = await openConsole({ settings: { uploadBytesMax: 200_000 } });
    tenant = await opened.service.tenant();
    list = await tenant.campaign(Array.from({ length: 5 }, (_, i) => loan(`loan_${i}`)));
  });
  after(() => opened[Symbol.asyncDispose]());

  test('takes pasted cells, with line breaks, quotes and tabs in them, once a list is chosen', async () => {
    await using visit = await opened.visit(tenant, { path: '/update' });
    const { page } = visit;
    await page.getByText('Drop your spreadsheet here').waitFor();
    await pasteCells(page, 'only a sentence');
    await page.getByText(/This is no table/).waitFor();
    await pasteCells(
      page,
      'loan_id\tfirst_name\r\nloan_0\t"two\nlines, a ""quote"" and\ta tab"\r\nloan_1\tA 5" pipe\r\n',
    );
    await page.getByText(/Pasted cells\.csv is here/).waitFor();
    await page.getByRole('combobox', { name: 'Customer list' }).click();
    await page.getByRole('option', { name: /April collections/ }).click();
    await cellAt(page, 1, 3).getByText('A 5" pipe').waitFor();
    assert.match(await cellAt(page, 0, 3).innerText(), /two\s+lines, a "quote" and\s+a tab/);
    await page.getByRole('link', { name: 'Another file' }).click();
    await page.getByText('Drop your spreadsheet here').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('list'), list);
  });

  test('takes cells from the dialog too, for whoever cannot paste on a page', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    await page.getByRole('button', { name: 'Paste cells' }).click();
    await page.getByLabel(/Copy the cells in your spreadsheet/).fill('loan_id\temi_amount\nloan_0\t4500\nnobody\t1');
    await page.getByText('2 rows below the header.').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Use these cells' }).click();
    await page.getByRole('grid').waitFor();
    assert.deepEqual(await tabCounts(page), ['All 2', 'Invalid 0', 'Changing 0', 'Unchanged 1', 'Not found 1']);
  });

  test('says in words what it does not take, and why the service refuses a file', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page, watch } = visit;
    await dropFile(page, { name: 'june.pdf', content: '%PDF' });
    await page.getByText(/june\.pdf is no spreadsheet/).waitFor();
    await dropFile(page, { name: 'june.xls', content: 'x' });
    await page.getByText(/save it as an Excel workbook/).waitFor();
    await dropFile(page, { name: 'june.csv', content: '' });
    await page.getByText(/june\.csv is empty/).waitFor();
    assert.deepEqual(watch.take(), []);
    await dropFile(page, { name: 'june.csv', content: `loan_id\r\n${'x'.repeat(300_000)}` });
    await page.getByRole('alert').filter({ hasText: /200/ }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-refused-size');
    assert.ok(watch.take().every((fault) => fault.includes('413')));
    await dropFile(page, { name: 'june.csv', content: 'loan_id,emi_amount\r\n' });
    await page.getByText('This file cannot be read').waitFor();
    await page.getByText(/has a header and no rows below it/).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-refused');
    await page.getByRole('link', { name: 'Another file' }).first().click();
    await page.getByText('Drop your spreadsheet here').waitFor();
  });

  test('leads from headers that nobody understands to rows, by saying what they mean', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    await dropFile(page, { name: 'june.csv', content: 'Account,Rate\r\nloan_0,4700\r\nloan_1,4500\r\n' });
    await page.getByText('The rows cannot be read yet').waitFor();
    await page.getByText(/needs a column that names the customer/).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'update-headers');
    await page.getByRole('combobox', { name: 'Field of the column Account' }).click();
    await page.getByRole('option', { name: /Loan ID/ }).click();
    await page.getByRole('link', { name: 'Next: check the rows' }).waitFor();
    await page.getByRole('combobox', { name: 'Field of the column Rate' }).click();
    await page.getByRole('option', { name: /EMI amount/ }).click();
    await page.getByText('By you').nth(1).waitFor();
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await page.getByText('1 customer changes, 1 stays as it is, all rows will be applied.').waitFor();
  });

  test('reads another sheet of a workbook, and the rows below a title', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    const book = await workbook({
      Notes: [
        ['loan_id', 'first_name'],
        ['loan_0', 'Nobody'],
      ],
      June: [
        ['Loans of June', ''],
        ['', ''],
        ['loan_id', 'emi_amount'],
        ['loan_1', '4800'],
      ],
    });
    await dropFile(page, { name: 'june.xlsx', content: Buffer.from(book) });
    await cellAt(page, 0, 2).getByText('loan_0').waitFor();
    await page.getByRole('link', { name: 'Columns' }).click();
    await page.getByRole('combobox', { name: 'Sheet of the workbook' }).click();
    await page.getByRole('option', { name: 'June' }).click();
    await page.getByRole('combobox', { name: 'Field of the column emi_amount' }).waitFor();
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await cellAt(page, 0, 2).getByText('loan_1').waitFor();
    await page.getByText('Row 3 is taken for the header').waitFor();
  });

  test('says so where a file is gone, or belongs to somebody else', async () => {
    await using visit = await opened.visit(tenant, { path: '/uploads/upl_0123456789abcdefghjkmnpq?step=check' });
    const { page, watch } = visit;
    await page.getByText('This file is not here any more').waitFor();
    await assertAccessible(page);
    assert.ok(watch.take().every((fault) => fault.includes('404')));
  });
});
