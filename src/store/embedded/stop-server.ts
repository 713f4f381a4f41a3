import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.ts';

interface StopOptions {
  readonly pid: number;
  readonly isGone: () => boolean | Promise<boolean>;
}

/** A fast shutdown writes what is in memory to disk: seconds on a slow one. */
const fastWaitMs = 20_000;
const immediateWaitMs = 5_000;

/**
 * Stops a server: fast (its sessions are ended, all is written to disk); when that takes too long at once (the next
 * start recovers from the log); when even that does not end it, by force.
 */
export async function stopServer({ pid, isGone }: StopOptions): Promise<'in order' | 'by force'> {
  signal(pid, 'SIGINT');
  if (await within(fastWaitMs, isGone)) return 'in order';
  signal(pid, 'SIGQUIT');
  if (await within(immediateWaitMs, isGone)) return 'by force';
  signal(pid, 'SIGKILL');
  await within(immediateWaitMs, isGone);
  return 'by force';
}

/** Sends a signal to a process that may be gone by now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Waits until something is so; false: it was not in time. */
export async function within(waitMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}
