import type { Browser } from 'playwright-core';
import { residentMb } from '../memory.ts';

/** MB of RAM that the browser's largest page process has. */
export async function rendererMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = await Promise.all(renderers.map(async ({ id }) => (await residentMb(id))?.now ?? 0));
  return Math.max(0, ...sizes);
}
