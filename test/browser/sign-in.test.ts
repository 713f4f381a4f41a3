import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Client } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

const password = 'three grey herons wade';
/** Bytes of script, gzipped, until the page can be used. */
const firstLoadMax = 250_000;

describe('signing in', { skip: browserMissing }, () => {
  let opened: Console;
  before(async () => {
    opened = await openConsole();
  });
  after(() => opened[Symbol.asyncDispose]());

  /** A user who administers a new organization. */
  async function newUser(): Promise<{ id: string; email: string; admin: Client }> {
    const tenant = await opened.service.tenant();
    const admin = await tenant.withScopes('admin');
    const email = `asha@${tenant.code.toLowerCase()}.example`;
    const user = { email, password, scopes: ['admin'] };
    const { body, text } = await admin.call<{ data: { id: string } }>('POST /api/v1/users', user);
    assert.ok(body.data, text);
    return { id: body.data.id, email, admin };
  }

  async function signIn(page: Page, email: string, typed = password): Promise<void> {
    await page.getByRole('tab', { name: 'With a password' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(typed);
    await page.getByLabel('Password', { exact: true }).press('Enter');
  }

  test('takes a password, keeps what was typed when it is wrong, and offers the same way the next time', async () => {
    const { email } = await newUser();
    await using visit = await opened.visit(null, { path: '/access' });
    const { page } = visit;
    await signIn(page, email, 'wrong wrong wrong');
    await page.getByRole('alert').getByText('The address or the password is not right').waitFor();
    assert.equal(await page.getByLabel('E-mail address').inputValue(), email);
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('401')).length, 0);
    await assertAccessible(page);
    await takePicture(page, 'sign-in-refused');
    await signIn(page, email);
    await page.getByRole('heading', { name: 'Access' }).waitFor();
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
  });

  test('is not taken back by an older answer, which says that nobody is signed in', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(null);
    const { page } = visit;
    const signedIn = Promise.withResolvers<void>();
    await page.route('**/api/v1/session', async (route) => {
      const response = await route.fetch();
      if (route.request().method() === 'GET') await signedIn.promise;
      // The page may have given it up by now.
      await route.fulfill({ response }).catch(() => undefined);
      if (route.request().method() === 'POST') signedIn.resolve();
    });
    await page.goto(new URL(`/batches#token=${tenant.token}`, opened.service.url).href);
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByRole('heading', { name: 'Batches' }).count(), 1);
  });

  test('is sent once however often it is pressed, and keeps the keyboard in its place meanwhile', async () => {
    await using visit = await opened.visit(null);
    const { page } = visit;
    const answer = Promise.withResolvers<void>();
    let sent = 0;
    await page.route('**/api/v1/session', async (route) => {
      if (route.request().method() === 'GET') return route.fallback();
      sent += 1;
      await answer.promise;
      return route.fulfill({ status: 401, json: { success: false, message: 'x' } });
    });
    await page.getByLabel('Token', { exact: true }).fill('amd_wrong');
    const button = page.getByRole('button', { name: 'Sign in' });
    await button.press('Enter');
    await page.locator('button[aria-busy]').waitFor();
    assert.ok(await button.isDisabled());
    assert.equal(await page.evaluate('document.activeElement.type'), 'submit');
    await assertAccessible(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await button.dispatchEvent('click');
    await page.getByLabel('Token', { exact: true }).press('Enter');
    answer.resolve();
    await page.getByRole('alert').getByText('This is not known here').waitFor();
    assert.equal(sent, 1);
  });

  test('says how long to wait after too many tries, and takes none until then', async () => {
    await using visit = await opened.visit(null);
    const { page } = visit;
    await page.route('**/api/v1/session', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 429, headers: { 'retry-after': '90' }, json: { success: false, message: 'x' } })
        : route.continue(),
    );
    await signIn(page, 'asha@lender.example');
    await page.getByText(/Try again in 1 min/).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Sign in' }).isDisabled());
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('429')).length, 0);
    await assertAccessible(page);
    await takePicture(page, 'sign-in-wait');
  });

  test('asks again when the session has ended, and goes on with what was typed', async () => {
    const { id, email, admin } = await newUser();
    await using visit = await opened.visit(null, { path: '/access?tab=tokens' });
    const { page } = visit;
    await signIn(page, email);
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('What is it for?').fill('loan system');
    for (const disabled of [true, false]) await admin.call(`PATCH /api/v1/users/${id}`, { disabled });
    await page.getByRole('button', { name: 'Make token' }).click();
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    assert.ok(!(await page.getByRole('dialog').isVisible()));
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('401')).length, 0);
    await assertAccessible(page);
    await takePicture(page, 'sign-in-again');
    await signIn(page, email);
    await page.getByRole('button', { name: 'Make token' }).waitFor();
    assert.equal(await page.getByLabel('What is it for?').inputValue(), 'loan system');
    await page.getByRole('button', { name: 'Make token' }).click();
    await page.getByText('The token for loan system').waitFor();
    assert.equal(visit.watch.take().filter((fault) => !fault.includes('401')).length, 0);
  });

  test('needs little script before a page can be used', async () => {
    const tenant = await opened.service.tenant();
    await using visit = await opened.visit(tenant, { path: '/batches' });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Batches' }).waitFor();
    const urls = await page.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
    );
    const sizes = await Promise.all(
      urls.map(async (url) => gzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer())).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(sizes.length > 0 && total <= firstLoadMax, `${total} bytes: ${urls.join(' ')}`);
  });
});
