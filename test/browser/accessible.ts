import assert from 'node:assert/strict';
import axe, { type AxeResults, type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What of it the colours decide; the rest is the same in either theme, and takes ten times as long. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** axe finds nothing against WCAG 2.2 AA on the page as it stands, in the light theme and in the dark one. */
export async function assertAccessible(page: Page): Promise<void> {
  // Not as a script of the page, which its Content-Security-Policy would refuse, as it should.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await violations(page, { type: 'tag', values: tags }), [], 'in the light theme');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await violations(page, { type: 'rule', values: ofColours }), [], 'in the dark theme');
  await page.emulateMedia({ colorScheme: null });
}

async function violations(page: Page, runOnly: RunOnly): Promise<string[]> {
  // The theme has to be drawn before its contrast can be looked at.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  const found = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`,
  );
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
