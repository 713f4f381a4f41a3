import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { json } from '../http-client.ts';
import { company } from '../company-customers.ts';
import type { Subject } from '../subject.ts';

export interface OpenedPage {
  readonly page: Page;
  /** Bytes of script, gzipped, that were loaded until the first page could be used. */
  readonly scriptBytes: number;
}

/** Milliseconds that anything may take to show. */
const patienceMs = 120_000;

/** The console as somebody of the bench's company opens it: signed in, at the page where an update begins. */
export async function openPage(browser: Browser, subject: Subject): Promise<OpenedPage> {
  const token = await companyToken(subject);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patienceMs);
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) scripts.add(pathname);
  });
  await page.goto(`${subject.service.url}/#token=${token}`);
  await page.getByRole('heading', { name: 'Update from a file' }).waitFor();
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all([...scripts].map(gzipped));
  return { page, scriptBytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
}

async function gzipped(pathname: string): Promise<number> {
  return gzipSync(await readFile(new URL(`../../console/dist${pathname}`, import.meta.url)), { level: 9 }).length;
}

async function companyToken({ client }: Subject): Promise<string> {
  const body = Buffer.from(JSON.stringify({ name: 'bench console' }));
  const reply = await client.send({ method: 'POST', path: `/api/v1/tokens?organization=${company}`, body });
  if (reply.status !== 201) throw new Error(`no token was made: ${reply.body.toString()}`);
  return json<{ data: { token: string } }>(reply).data.token;
}
