import type { Page } from 'playwright-core';

/** Waits until the table of an upload's rows shows rows. Fails at once where the page tells of trouble instead. */
export async function rowsShown(page: Page): Promise<void> {
  await page.getByRole('grid').getByRole('gridcell').nth(2).waitFor();
}

const wheelTurns = 120;
const wheelPixels = 900;

/** Scrolls as somebody does who looks for something: by the wheel, and by leaps to places far away. */
export async function scrollAbout(page: Page): Promise<void> {
  const grid = page.getByRole('grid');
  await grid.hover();
  for (let turn = 0; turn < wheelTurns; turn += 1) await page.mouse.wheel(0, wheelPixels);
  await grid.getByRole('gridcell').nth(2).focus();
  for (const key of ['Control+End', 'PageUp', 'PageUp', 'Control+Home', 'PageDown', 'PageDown', 'Control+Home']) {
    await page.keyboard.press(key);
    await rowsShown(page);
  }
}

/** Changes the amount in the n-th row in sight; milliseconds from Enter until the page has the answer. */
export async function editAmount(page: Page, { column, row, value }: { column: number; row: number; value: string }) {
  const cell = page.locator(`[role=row][aria-rowindex="${row + 2}"] [aria-colindex="${column}"]`);
  await cell.dblclick();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(value);
  const answered = page.waitForResponse((response) => response.request().method() === 'PATCH');
  const start = performance.now();
  await page.keyboard.press('Enter');
  const response = await answered;
  await response.finished();
  const ms = performance.now() - start;
  return { ms, status: response.status() };
}
