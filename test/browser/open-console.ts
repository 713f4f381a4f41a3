/** The console as its user has it: the real service, its database, and Chromium. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Settings } from '../../src/settings/settings.ts';
import { startTestService, type TestService } from '../service.ts';
import type { Client } from '../tenant.ts';
import { launchBrowser } from './browser.ts';
import { chromiumPath } from './environment.ts';
import { type Watch, watch } from './watch.ts';

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page so far; a test that provokes something takes it out. */
  readonly watch: Watch;
}

export interface VisitOptions extends Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'reducedMotion'> {
  /** Where it begins; standard: `/`. */
  readonly path?: string;
}

export interface Console extends AsyncDisposable {
  readonly service: TestService;
  /** A browser of its own, signed in with this client's token; null: nobody is. Disposing fails when the page said of any error. */
  visit(client: Client | null, options?: VisitOptions): Promise<Visit>;
}

const viewport = { width: 1280, height: 800 };
/** Milliseconds that anything may take to show. */
const patienceMs = 15_000;

export async function openConsole({ settings = {} }: { settings?: Partial<Settings> } = {}): Promise<Console> {
  await using stack = new AsyncDisposableStack();
  const service = stack.use(await startTestService({ settings }));
  const browser = stack.use(await launchBrowser(chromiumPath()));
  const opened = stack.move();
  return {
    service,
    visit: visitor(browser, service.url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Visits to a service wherever it runs: one in a process of its own can be killed meanwhile. */
export function visitor(browser: Browser, url: string): Console['visit'] {
  return async (client, { path = '/', ...options } = {}) => {
    const context = await browser.newContext({
      viewport,
      locale: 'en-IN',
      timezoneId: 'Asia/Kolkata',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    const seen = watch(page, url);
    const token = client?.token === null || client === null ? '' : `#token=${client.token}`;
    await page.goto(new URL(`${path}${token}`, url).href);
    if (token !== '')
      await page
        .getByRole('navigation', { name: 'Main' })
        .or(page.getByRole('button', { name: 'Menu' }))
        .first()
        .waitFor();
    return {
      page,
      watch: seen,
      async [Symbol.asyncDispose]() {
        await context.close();
        assert.deepEqual(seen.take(), [], 'the page said of errors');
      },
    };
  };
}
