import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
