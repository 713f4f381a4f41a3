import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

/**
 * MB (10^6 bytes) of RAM that the browser's largest page process has for itself: not the program's own code, nor what it
 * shares with the browser's other processes. What Chromium's task manager calls its memory footprint.
 */
export async function rendererMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return Math.max(0, ...(await Promise.all(renderers.map(async ({ id }) => privateMb(id)))));
}

async function privateMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = ['RssAnon', 'VmSwap'].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0),
  );
  return (kibibytes.reduce((sum, size) => sum + size, 0) * 1024) / 1e6;
}
