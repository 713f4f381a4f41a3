/** What a user does on the pages of an update. */
import type { Locator, Page } from 'playwright-core';

/** As somebody's old program writes it: semicolons, Windows-1252, headers of its own, dates in three forms. */
export const damagedFile = Buffer.from(
  [
    'Loan ID;EMI amuont;emi_due_date;payment_status;last_name;Branch colour',
    'loan_0;5,000;05/05/2026;paid;Zoë;red',
    'loan_1;4500;2026-05-05;pending;Rao;blue',
    'loan_2;many;17/05/2026;paid;Müller;',
    'loan_3;#N/A;5 May 2026;late;Rao;red',
    ';4700;2026-05-06;paid;Rao;',
    'loan_99;4700;2026-05-06;paid;Rao;',
    'loan_0;5100;2026-05-06;paid;Zoë;green',
  ].join('\r\n'),
  'latin1',
);

interface Dropped {
  readonly name: string;
  readonly content: Buffer | string;
}

/** Drops a file on the page, as from the desktop. */
export async function dropFile(page: Page, { name, content }: Dropped): Promise<void> {
  const bytes = (typeof content === 'string' ? Buffer.from(content) : content).toString('base64');
  await page.getByText('Drop your spreadsheet here').waitFor();
  // It is listened for from the frame after on.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  await page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob('${bytes}'), (character) => character.codePointAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    })()`,
  );
}

/** Pastes cells as a spreadsheet program copies them. */
export async function pasteCells(page: Page, text: string): Promise<void> {
  await page.evaluate(
    `(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(text)});
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`,
  );
}

/** A cell of the grid: by the place of its row, and by its column (0: the row's number, 1: what happens). */
export function cellAt(page: Page, row: number, column: number): Locator {
  return page.locator(`[role=grid] [data-row="${row}"][data-column="${column}"]`);
}

/** The filters, with how many rows each says there are. */
export async function tabCounts(page: Page): Promise<string[]> {
  const texts = await page.getByRole('tab').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}
