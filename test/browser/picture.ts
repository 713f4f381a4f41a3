import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Where the pictures of a run are left, for whoever wants to look, and for `docs/console.md`. */
const pictures = fileURLToPath(new URL('../../artifacts/console/', import.meta.url));

/** Takes a picture of the page as its user sees it, light and dark. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}${name}-${colorScheme}.png`, animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: null });
}
