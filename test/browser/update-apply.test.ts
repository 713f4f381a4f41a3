import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { loan, type Tenant } from '../tenant.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { cellAt, dropFile, pasteCells } from './update-steps.ts';

describe('applying a file', { skip: browserMissing }, () => {
  let opened: Console;
  let tenant: Tenant;
  let list: string;
  before(async () => {
    opened = await openConsole();
    tenant = await opened.service.tenant();
    list = await tenant.campaign([loan('loan_0'), loan('loan_1')]);
  });
  after(() => opened[Symbol.asyncDispose]());

  /** The path of a file that gives both loans this amount. */
  async function upload(amount: string, campaignId = list): Promise<string> {
    const rows = [
      ['loan_id', 'emi_amount'],
      ['loan_0', amount],
      ['loan_1', amount],
    ];
    const { id } = await uploadSteps(tenant).upload(rows, { campaignId });
    return `/uploads/${id}`;
  }

  test('keeps its brake, and that it is all or nothing, over steps back and a reload', async () => {
    await using visit = await opened.visit(tenant, { path: `${await upload('6100')}?step=apply` });
    const { page } = visit;
    await page.getByText('More choices').click();
    await page.getByRole('checkbox', { name: 'All or nothing' }).click();
    await page.getByLabel('Stop if more customers would change than').fill('1');
    await page.getByText(/you allow 1: so nothing would be written/).waitFor();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('tab', { name: 'Unchanged' }).click();
    await page.getByRole('link', { name: 'Columns' }).click();
    await page.getByRole('link', { name: 'Next: check the rows' }).click();
    await page.getByRole('link', { name: 'Next: apply' }).click();
    await page.reload();
    await page.getByText(/you allow 1: so nothing would be written/).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'All or nothing' }).isChecked(), true);
    assert.ok(await page.getByRole('button', { name: 'Apply 2 changes' }).isDisabled());
  });

  test('names what was last done to the list in words, without previews, and how far it is', async () => {
    const other = await tenant.campaign([loan('loan_0'), loan('loan_1')]);
    await tenant.bulkUpdate(other, [{ id: 'loan_0', data: { emiAmount: 6200 } }]);
    const path = await upload('6300', other);
    const preview = await tenant.call(`POST /api/v1${path}/apply`, { dryRun: true });
    assert.equal(preview.status, 202, preview.text);
    await using visit = await opened.visit(tenant, { path: `/update?list=${other}` });
    const { page } = visit;
    const recent = page.getByRole('region', { name: 'Last done to this list' }).getByRole('listitem');
    await recent.first().waitFor();
    const [last = '', ...before] = await recent.allInnerTexts();
    assert.match(last, /1 updated.*Program, by test/s);
    assert.match(before.join(), /Program: customers added, by test/);
    assert.equal(before.length, 1);
    await page.route('**/api/v1/batches?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"completed"', '"running"') });
    });
    await page.reload();
    await recent.getByText('Running').first().waitFor();
    assert.doesNotMatch((await recent.allInnerTexts()).join(), /updated/);
  });

  test('says so where the list of the file was deleted meanwhile', async () => {
    const gone = await tenant.campaign([loan('loan_0')]);
    const path = await upload('6400', gone);
    assert.equal((await tenant.call(`DELETE /api/v1/campaigns/${gone}`)).status, 200);
    await using visit = await opened.visit(tenant, { path });
    await visit.page.getByText('The list of this file was deleted').waitFor();
    assert.ok(visit.watch.take().every((fault) => fault.includes(gone)));
  });

  test('sends the file that came last: one still on its way is given up', async () => {
    await using visit = await opened.visit(tenant, { path: `/update?list=${list}` });
    const { page } = visit;
    // It is on its way until it is given up.
    await page.route('**/api/v1/uploads', () => undefined, { times: 1 });
    const givenUp = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/v1/uploads'));
    await dropFile(page, { name: 'wrong.csv', content: 'loan_id,emi_amount\r\nloan_0,1\r\n' });
    await page.getByText('wrong.csv').waitFor();
    await pasteCells(page, 'loan_id\temi_amount\r\nloan_0\t6500\r\n');
    await givenUp;
    await cellAt(page, 0, 3).getByText('6500').waitFor();
  });

  test('is begun for a list of the address that is not among those to choose from', async () => {
    await using visit = await opened.visit(tenant, { path: '/batches' });
    const { page } = visit;
    await page.route('**/api/v1/lists?*', (route) =>
      route.fulfill({ contentType: 'application/json', body: '{"success":true,"data":[],"nextCursor":null}' }),
    );
    await page.goto(new URL(`/update?list=${list}`, opened.service.url).href);
    await page.getByRole('combobox', { name: 'Customer list' }).getByText('April collections').waitFor();
  });

  test('tells who may not read batches what it can, and leads them nowhere', async () => {
    const writer = await tenant.withScopes('customers:read', 'customers:write', 'campaigns:read');
    await using visit = await opened.visit(writer, { path: `${await upload('6600')}?step=apply` });
    const { page } = visit;
    await page.getByRole('button', { name: 'Apply 2 changes' }).click();
    await page.getByText('Your file is being applied').waitFor();
    await page.getByText('2 changes are on the way').waitFor();
    assert.match(page.url(), /\/uploads\//);
    await page.reload();
    await page.getByText('This file was applied').waitFor();
    assert.equal(await page.getByRole('link', { name: 'To its result' }).count(), 0);
  });

  test('keeps the table where some of its rows cannot be read, and reads them when asked to', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => [`loan_${i}`, '6700']);
    const { id } = await uploadSteps(tenant).upload([['loan_id', 'emi_amount'], ...rows], { campaignId: list });
    await using visit = await opened.visit(tenant, { path: `/uploads/${id}?step=check` });
    const { page, watch } = visit;
    await cellAt(page, 0, 2).getByText('loan_0').click();
    const isLast = (url: URL): boolean => url.searchParams.get('offset') === '500';
    await page.route(isLast, (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }));
    await page.keyboard.press('Control+End');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByRole('grid').count(), 1);
    assert.ok(watch.take().every((fault) => fault.includes('offset=500')));
    await page.unroute(isLast);
    await page.getByRole('button', { name: 'Try again' }).click();
    await cellAt(page, 599, 2).getByText('loan_599').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
  });

  test('is not offered where nothing would change', async () => {
    const same = await tenant.campaign([loan('loan_0', { emi_amount: 700 }), loan('loan_1', { emi_amount: 700 })]);
    await using visit = await opened.visit(tenant, { path: `${await upload('700', same)}?step=apply` });
    const { page } = visit;
    await page.getByText(/Nothing would change/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Apply 0 changes' }).isDisabled(), true);
  });
});
