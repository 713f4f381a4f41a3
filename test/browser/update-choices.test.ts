import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { workbook } from '../acceptance/workbook.ts';
import { type Fields, loans, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { cellAt, dropFile, tabCounts } from './update-steps.ts';

describe('what a file may bring with it, and how it may be applied', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  before(async () => {
    opened = await openConsole();
    tenant = await opened.service.tenant();
  });
  after(() => opened[Symbol.asyncDispose]());

  /** The address where a file with these amounts of the loans 0, 1, … is about to be applied. */
  async function aboutToApply(list: string, amounts: readonly string[]): Promise<string> {
    const rows = amounts.map((amount, place) => [`loan_${place}`, amount]);
    const { id } = await uploadSteps(tenant).upload([['loan_id', 'emi_amount'], ...rows], { campaignId: list });
    return `/uploads/${id}?step=apply`;
  }

  async function setBrake(list: string, maxAffected: number): Promise<void> {
    const request = `PATCH /api/v1/lists/${list}?organization=${tenant.code}`;
    const { status, text } = await opened.service.administrator.call(request, { maxAffected });
    assert.equal(status, 200, text);
  }

  const amountsOf = async (list: string): Promise<unknown[]> =>
    Promise.all([0, 1, 2].map(async (place) => (await tenant.customer(list, `loan_${place}`)).data['emi_amount']));

  test("a company's workbook brings contacts, which are shown, mended in their place, and applied with its customers", async () => {
    const key = await addCompanyCustomer(tenant);
    const book = await workbook({
      Customers: [
        ['customerId', 'pinCode'],
        [key, '560099'],
      ],
      Contacts: [
        ['customerId', 'name', 'mobile'],
        [key, 'Dev', '9876543210'],
        [key, 'Isha', '98'],
      ],
    });
    await using visit = await opened.visit(tenant, { path: `/update?list=${tenant.code}` });
    const { page } = visit;
    await dropFile(page, { name: 'june.xlsx', content: Buffer.from(book) });
    await cellAt(page, 2, 0).getByText('contact').waitFor();
    assert.deepEqual(await tabCounts(page), ['All 3', 'Invalid 1', 'Changing 2', 'Unchanged 0']);
    assert.match(await textOf(cellAt(page, 1, 3)), /^name ?Dev$/);
    assert.match(await textOf(cellAt(page, 1, 4)), /^mobile ?9876543210$/);
    await page.getByRole('columnheader', { name: 'mobile contact' }).waitFor();

    await cellAt(page, 2, 4).click();
    await page
      .getByRole('region', { name: 'About this row' })
      .getByText(/^mobile must be 10 digits, .* the cell holds "98"$/)
      .waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'mobile in row 3' });
    await field.waitFor();
    assert.ok(await isInSight(page), 'what is typed is not in sight');
    await field.fill('9876543211');
    await page.keyboard.press('Enter');
    await cellAt(page, 2, 1).getByText('Changes').waitFor();
    await page.getByRole('tab', { name: 'Invalid 0' }).waitFor();
    assert.deepEqual(await tabCounts(page), ['All 3', 'Invalid 0', 'Changing 3', 'Unchanged 0']);

    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByText('3 rows change their customer, 0 stay as they are, all rows will be applied.').waitFor();
    await page.getByRole('button', { name: 'Apply 3 changes' }).click();
    await page.waitForURL(/\/batches\/batch_\w+/);
    await page.getByRole('img', { name: '3 updated', exact: true }).waitFor();
    await page.getByRole('row', { name: /^3 of the contacts .* Updated/ }).waitFor();
    const { body } = await tenant.call<{
      data: { data: Fields & { customerKeyContacts: Record<string, { name: string }> } };
    }>(`GET /api/v1/lists/${tenant.code}/customers/${key}`);
    assert.equal(body.data.data['pinCode'], '560099');
    // By their ids, which are random.
    const contacts = Object.values(body.data.data.customerKeyContacts);
    assert.deepEqual(
      contacts.toSorted((a, b) => a.name.localeCompare(b.name)),
      [
        { name: 'Dev', mobile: '9876543210' },
        { name: 'Isha', mobile: '9876543211' },
      ],
    );
  });

  test('all or nothing says before that one wrong row keeps back all, until that row is left out', async () => {
    const list = await tenant.campaign(loans(3));
    await using visit = await opened.visit(tenant, { path: await aboutToApply(list, ['5000', '5100', 'many']) });
    const { page } = visit;
    await page.getByText('2 customers change, 0 stay as they are, 1 row will not be applied.').waitFor();
    const button = page.getByRole('button', { name: 'Apply 2 changes' });
    assert.ok(await button.isEnabled());
    const allOrNothing = page.getByRole('checkbox', { name: 'All or nothing' });
    await page.getByText('More choices').click();
    await allOrNothing.click();
    await page
      .getByText(/You have chosen all or nothing, and 1 row cannot be applied: so nothing would be\./)
      .waitFor();
    assert.ok(await button.isDisabled());
    await assertAccessible(page);

    await page.getByRole('link', { name: 'Back' }).click();
    await cellAt(page, 2, 0).click();
    await page.getByRole('button', { name: 'Leave this row out' }).click();
    await page.getByRole('tab', { name: 'Left out 1' }).waitFor();
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.getByText('1 row was left out by you and will not be touched.').waitFor();
    assert.ok(await allOrNothing.isChecked());
    await button.click();
    await page.waitForURL(/\/batches\/batch_\w+/);
    await page.getByRole('heading', { name: '2 customers were changed' }).waitFor();
    assert.deepEqual(await amountsOf(list), [5000, 5100, 4500]);
    const { body } = await tenant.call<{ data: { atomic: boolean }[] }>(
      `GET /api/v1/batches?list=${list}&source=upload`,
    );
    assert.deepEqual(
      body.data.map(({ atomic }) => atomic),
      [true],
    );
  });

  test("a file that changes more than its list's brake allows is not applied, and can be once it is allowed", async () => {
    const list = await tenant.campaign(loans(3));
    await using visit = await opened.visit(tenant, { path: await aboutToApply(list, ['5000', '5100', '5200']) });
    const { page, watch } = visit;
    const button = page.getByRole('button', { name: 'Apply 3 changes' });
    await button.waitFor();
    // Between the page and its button.
    await setBrake(list, 2);
    await button.click();
    await page
      .getByRole('alert')
      .getByText(/nothing was applied/)
      .waitFor();
    await page.getByText('The brake of this list allows 2 changes at once; this file makes 3').waitFor();
    await page.getByText(/ask an administrator to allow more on the page of the list/).waitFor();
    assert.ok(await button.isDisabled());
    assert.deepEqual(await amountsOf(list), [4500, 4500, 4500]);
    await assertAccessible(page);
    assert.ok(watch.take().every((fault) => fault.includes('422')));

    // What is typed here makes it narrower, never wider.
    await page.getByText('More choices').click();
    const limit = page.getByRole('textbox', { name: 'Stop if more customers would change than' });
    await limit.fill('5');
    await page.getByText('The brake of this list allows 2 changes at once; this file makes 3').waitFor();
    assert.ok(await button.isDisabled());
    await limit.fill('1');
    await page.getByText(/^3 would change, and you allow 1: so nothing would be written\./).waitFor();
    await limit.fill('one');
    await page.getByText('Type a whole number, or leave it empty.').waitFor();
    assert.ok(await button.isDisabled());

    await limit.fill('');
    await setBrake(list, 3);
    await page.reload();
    await page.getByText('The brake of this list allows 3 changes at once.').waitFor();
    await button.click();
    await page.waitForURL(/\/batches\/batch_\w+/);
    await page.getByRole('heading', { name: '3 customers were changed' }).waitFor();
    assert.deepEqual(await amountsOf(list), [5000, 5100, 5200]);
  });

  test("new customers are added in any number: a list's brake is for changes", async () => {
    const list = await tenant.campaign(loans(1));
    await setBrake(list, 1);
    const { id } = await uploadSteps(tenant).upload(newLoans(2), { campaignId: list, operation: 'add' });
    await using visit = await opened.visit(tenant, { path: `/uploads/${id}?step=apply` });
    const { page } = visit;
    await page.getByText('2 new customers are added, all rows will be applied.').waitFor();
    await page.getByRole('button', { name: 'Apply 2 changes' }).click();
    await page.waitForURL(/\/batches\/batch_\w+/);
    await page.getByRole('heading', { name: '2 customers were added' }).waitFor();
  });
});

/** A customer of the company itself, named by the service. */
async function addCompanyCustomer(tenant: Tenant): Promise<string> {
  const steps = uploadSteps(tenant);
  const { id } = await steps.upload(
    [
      ['legalName', 'pinCode'],
      ['Rao Traders', '560001'],
    ],
    {
      company: tenant.code,
      operation: 'add',
    },
  );
  const [row] = await steps.rows(id);
  await steps.apply(id);
  return row?.key ?? '';
}

/** A sheet of loans that the list does not have yet. */
function newLoans(count: number): string[][] {
  const added = loans(count + 1).slice(1);
  return [Object.keys(added[0] ?? {}), ...added.map((fields) => Object.values(fields).map(String))];
}

async function textOf(cell: Locator): Promise<string> {
  return (await cell.innerText()).replaceAll(/\s+/g, ' ').trim();
}

/** Whether the cell that is edited shows all that is in it: what it has no room for becomes an ellipsis, the field as well. */
async function isInSight(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.activeElement.closest('[role=gridcell]'))",
  );
}
