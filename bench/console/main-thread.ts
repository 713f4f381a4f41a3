import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

const tracing = {
  categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'],
};

/** Milliseconds of the longest tasks on the page's main thread while something is done, the longest first. */
export async function longestTasks(
  { browser, page }: { browser: Browser; page: Page },
  work: () => Promise<void>,
): Promise<number[]> {
  await browser.startTracing(page, tracing);
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, ph, pid, tid }) => ph === 'X' && isTask(name) && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0 }) => dur / 1000)
    .sort((one, other) => other - one);
}

function isTask(name: string): boolean {
  return name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';
}
