import { chromium, type Browser } from 'playwright-core';

/** Debian's Chromium, without a window, and without anything that it would ask of other hosts. */
export async function launchBrowser(executablePath: string): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // What it shares with its pages lies in /dev/shm otherwise, which is small in containers.
      '--disable-dev-shm-usage',
    ],
  });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}
