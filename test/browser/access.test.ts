import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { client, type Fields } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

const password = 'three grey herons wade';

describe('the page Access', { skip: browserMissing }, () => {
  let opened: Console;
  before(async () => {
    opened = await openConsole();
  });
  after(() => opened[Symbol.asyncDispose]());

  /** An administrator of a new organization, and how its console is asked for. */
  async function administrator() {
    const tenant = await opened.service.tenant();
    return { tenant, admin: await tenant.withScopes('admin') };
  }
  const dialog = (page: Page) => page.getByRole('dialog');
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

  test('makes a token that works, shows it once, and asks before it is lost', async () => {
    const { admin } = await administrator();
    await using visit = await opened.visit(admin, { path: '/access' });
    const { page } = visit;
    await page.getByRole('button', { name: 'New token' }).click();
    await assertAccessible(page);
    await takePicture(page, 'access-new-token');
    await page.getByLabel('What is it for?').fill('loan system');
    await page.getByRole('checkbox', { name: 'Change campaigns' }).click();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('What is it for?').fill('loan system');
    for (const scope of ['See campaigns', 'Change campaigns', 'Change customers', 'See batches'])
      await page.getByRole('checkbox', { name: scope }).click();
    await page.getByLabel('What is it for?').press('Enter');
    const secret = await page.getByRole('textbox', { name: 'Token' }).inputValue();
    assert.match(secret, /^amd_\w+$/);
    await assertAccessible(page);
    await takePicture(page, 'access-token-once');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('You have not copied it yet').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    assert.ok(!(await page.content()).includes(secret));
    const { body } = await client(opened.service.url, secret).call<{ data: Fields }>('GET /api/v1/me');
    assert.deepEqual(body.data['scopes'], ['customers:read']);
    await row(page, 'loan system').getByText('See customers').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'access-tokens');
  });

  test('revokes a token at once, and says what stops working', async () => {
    const { tenant, admin } = await administrator();
    const other = await tenant.withScopes('batches:read');
    await using visit = await opened.visit(admin, { path: '/access' });
    const { page } = visit;
    await page
      .getByRole('row')
      .filter({ hasText: 'See batches' })
      .filter({ hasNotText: 'See campaigns' })
      .getByRole('button')
      .click();
    await page.getByText('Every program that uses test is refused from now on').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'access-revoke');
    await page.getByRole('button', { name: 'Revoke token' }).click();
    await row(page, 'Revoked').waitFor();
    assert.equal((await other.call('GET /api/v1/batches')).status, 401);
  });

  test('makes a user who can sign in, gives another password, disables and enables', async () => {
    const { tenant, admin } = await administrator();
    const email = `asha@${tenant.code.toLowerCase()}.example`;
    await using visit = await opened.visit(admin, { path: '/access?tab=users' });
    const { page } = visit;
    await page.getByText('There are no users here yet').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByLabel('The same once more').fill('shorter');
    await page.getByRole('button', { name: 'Make user' }).click();
    await page.getByText('At least 12 characters; these are 5.').waitFor();
    await page.getByText('The two are not the same.').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'access-new-user');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('The same once more').fill(password);
    await page.getByRole('button', { name: 'Make user' }).click();
    await row(page, email).getByText('Active').waitFor();
    const signIn = async (typed: string) =>
      (await opened.service.anybody.call('POST /api/v1/session', { email, password: typed })).status;
    assert.equal(await signIn(password), 201);
    await takePicture(page, 'access-users');

    const choose = async (item: string) => {
      await page.getByRole('button', { name: `Change ${email}` }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('New password');
    await page.getByLabel('New password', { exact: true }).fill('four brown bears swim');
    await page.getByLabel('The same once more').fill('four brown bears swim');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' });
    assert.equal(await signIn('four brown bears swim'), 201);

    await choose('What he or she may do');
    await page.getByRole('checkbox', { name: 'Administer' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await row(page, email).getByText('Everything').waitFor();

    await choose('Disable');
    await page.getByRole('button', { name: 'Disable user' }).click();
    await row(page, email).getByText('Disabled').waitFor();
    assert.equal(await signIn('four brown bears swim'), 401);
    await choose('Enable');
    await row(page, email).getByText('Active').waitFor();
  });

  test('makes a client of OAuth and revokes it', async () => {
    const { admin } = await administrator();
    await using visit = await opened.visit(admin, { path: '/access?tab=clients' });
    const { page } = visit;
    await page.getByRole('button', { name: 'New client' }).click();
    await page.getByLabel('Which program is it?').fill('core banking');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Make client' }).click();
    const id = await page.getByRole('textbox', { name: 'Client ID' }).inputValue();
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    await takePicture(page, 'access-client-once');
    const token = () =>
      opened.service.anybody.call('POST /oauth/token', 'grant_type=client_credentials', {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      });
    assert.equal((await token()).status, 200);
    await page.getByRole('button', { name: 'Copy secret' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await takePicture(page, 'access-clients');
    await page.getByRole('button', { name: 'Revoke core banking' }).click();
    await page.getByRole('button', { name: 'Revoke client' }).click();
    await row(page, 'core banking').getByText('Revoked').waitFor();
    assert.equal((await token()).status, 401);
    await assertAccessible(page);
  });

  test('shows the organizations as a tree, makes one below, and acts for it by the keyboard alone', async () => {
    const { tenant, admin } = await administrator();
    await opened.service.tenant({ parent: tenant.code });
    await using visit = await opened.visit(admin, { path: '/access' });
    const { page } = visit;
    await page.getByRole('tab', { name: 'Tokens' }).focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Organizations' }).waitFor();
    assert.match(page.url(), /tab=organizations/);
    await page.getByRole('button', { name: 'New organization' }).click();
    await page.getByLabel('Name').fill('Branch North');
    await page.getByLabel('Code').fill('north');
    await page.getByLabel('Code').press('Enter');
    await page.getByText('Write CEK and 7 capital letters').waitFor();
    const code = `CEKN${tenant.code.slice(4)}`;
    await page.getByLabel('Code').fill(code.toLowerCase());
    await assertAccessible(page);
    await page.getByLabel('Code').press('Enter');
    await row(page, 'Branch North').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'access-organizations');
    await page.getByRole('button', { name: 'Act for it: Branch North' }).press('Enter');
    await row(page, 'Branch North').getByText('You act for it').waitFor();
    assert.equal(await page.getByRole('table', { name: 'Organizations' }).getByRole('row').count(), 2);
    await page.getByRole('tab', { name: 'Tokens' }).click();
    await page.getByText('There are no tokens here yet').waitFor();
    // What is of the session alone goes on while one acts for another.
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('is small enough for a telephone', async () => {
    const { admin } = await administrator();
    await using visit = await opened.visit(admin, { path: '/access', viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.getByRole('table', { name: 'Tokens' }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    await takePicture(page, 'access-small');
    await page.getByRole('button', { name: 'New token' }).click();
    await takePicture(page, 'access-new-token-small');
  });

  test('is not offered to whoever does not administer', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant);
    assert.equal(await visit.page.getByRole('link', { name: 'Access' }).count(), 0);
    assert.equal(await visit.page.getByRole('link', { name: 'Webhooks' }).count(), 0);
  });
});
