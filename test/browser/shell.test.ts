import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loan } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

describe('the console', { skip: browserMissing }, () => {
  let opened: Console;
  before(async () => {
    opened = await openConsole();
  });
  after(() => opened[Symbol.asyncDispose]());

  test('asks who it is, refuses a wrong token in words, and takes a right one', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(null);
    const { page } = visit;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await assertAccessible(page);
    await takePicture(page, 'sign-in');
    await page.getByLabel('Token', { exact: true }).fill('amd_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This is not known here').waitFor();
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('401')).length, 0);
    await page.getByLabel('Token', { exact: true }).fill(tenant.token ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Update from a file' }).waitFor();
    assert.equal(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })'), '{}');
  });

  test('takes a token from the address once, and leaves nothing of it there', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant);
    assert.ok(!visit.page.url().includes('amd_'), visit.page.url());
    await visit.page.reload();
    await visit.page.getByRole('heading', { name: 'Update from a file' }).waitFor();
  });

  test('offers what the token may do, and nothing else', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(await tenant.withScopes('batches:read'));
    const navigation = visit.page.getByRole('navigation', { name: 'Main' });
    assert.deepEqual(await navigation.getByRole('link').allInnerTexts(), ['Batches']);
  });

  test('says which scope to ask for where the token may see no page', async () => {
    const tenant = await opened.service.tenant();
    const program = await tenant.withScopes('campaigns:read', 'campaigns:write');
    // On a telephone, where the button of the menu is there although nothing is in it.
    await using visit = await opened.visit(program, { viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.getByText('Ask for one of the scopes customers:read').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await assertAccessible(page);
  });

  test('signs out, and shows nothing any more', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant);
    const { page } = visit;
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(new URL('/batches', opened.service.url).href);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('says that one is still signed in where signing out did not reach the service or was refused', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant, { path: '/batches' });
    const { page } = visit;
    const signOut = async () => {
      await page.getByRole('button', { name: /Signed in as/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    };
    const refusal = { success: false, message: 'The service is being stopped.' };
    for (const isReached of [true, false]) {
      await page.route('**/api/v1/session', async (route) => {
        if (route.request().method() !== 'DELETE') await route.fallback();
        else if (isReached) await route.fulfill({ status: 503, json: refusal });
        else await route.abort();
      });
      await signOut();
      const alert = page.getByRole('alert').filter({ hasText: 'You are still signed in' });
      await alert.getByText(isReached ? refusal.message : 'Check your connection').waitFor();
      await page.getByRole('heading', { name: 'Batches' }).waitFor();
    }
    await assertAccessible(page);
    await takePicture(page, 'sign-out-failed');
    await page.unroute('**/api/v1/session');
    await page.context().clearCookies();
    await signOut();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const faults = visit.watch.take().filter((fault) => !fault.includes('/api/v1/session'));
    assert.deepEqual(faults, []);
  });

  test('shows nothing of the organization before to whoever turns to another', async () => {
    const lender = await opened.service.tenant();
    const branch = await opened.service.tenant({ parent: lender.code });
    const list = await lender.campaign([loan('loan_1')], { name: 'Of the lender' });
    await branch.campaign([], { name: 'Of the branch' });
    await using visit = await opened.visit(lender, { path: `/lists/${list}/customers/loan_1` });
    const { page } = visit;
    const actFor = async (code: string) => {
      await page.getByRole('combobox', { name: 'Acting for' }).click();
      await page.getByRole('option').filter({ hasText: code }).click();
    };
    await page.getByText('9876543210').first().waitFor();
    await actFor(branch.code);
    await page.getByRole('heading', { name: 'Customers', exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/customers');
    assert.equal(await page.getByText('9876543210').count(), 0);
    await page.getByRole('link', { name: 'Lists and fields' }).click();
    await page.getByRole('link', { name: 'Of the branch', exact: true }).click();
    await page.getByRole('heading', { name: 'Of the branch' }).waitFor();
    await actFor(lender.code);
    await page.getByRole('link', { name: 'Of the lender', exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/lists');
    assert.equal(await page.getByText('Of the branch').count(), 0);
    // Also where the address stays, the page is another one: what was chosen on it was of the organization before.
    const heading = await page.getByRole('heading', { name: 'Lists and fields' }).elementHandle();
    await actFor(branch.code);
    await heading?.waitForElementState('hidden');
  });

  test('is small enough for a telephone', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant, { viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Update from a file' }).waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Batches' }).click();
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0);
  });

  test('says so at an address where nothing is', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant, { path: '/lists/a/b/c/d' });
    await visit.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });
});
