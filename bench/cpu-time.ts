import { readdir, readFile } from 'node:fs/promises';
import type { Child } from './child.ts';
import type { Control } from './control.ts';

/** Milliseconds of processor time, whichever core they were spent on. */
export interface CpuTime {
  /** The thread that runs JavaScript. */
  readonly main: number;
  /** Its other threads: garbage collection, compiling, file system, sockets of `pg` are on the main one. */
  readonly other: number;
  /** The PostgreSQL processes that serve it. */
  readonly backends: number;
}

export const noCpuTime: CpuTime = { main: 0, other: 0, backends: 0 };

/** The time that `side` has used since it was started; null where the system does not tell (no Linux). */
export async function cpuTime(
  control: Control,
  { pid }: Child,
  applicationName: 'amend' | 'floor',
): Promise<CpuTime | null> {
  const main = await threadMs(pid, pid);
  if (main === null) return null;
  const rows = await control.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and application_name = $1',
    [applicationName],
  );
  const backends = await Promise.all(rows.map((row) => threadMs(row.pid, row.pid)));
  return { main, other: (await allThreadsMs(pid)) - main, backends: sum(backends) };
}

export function addCpu(a: CpuTime, b: CpuTime): CpuTime {
  return { main: a.main + b.main, other: a.other + b.other, backends: a.backends + b.backends };
}

export function subtractCpu(a: CpuTime, b: CpuTime): CpuTime {
  return { main: a.main - b.main, other: a.other - b.other, backends: a.backends - b.backends };
}

export function scaleCpu({ main, other, backends }: CpuTime, factor: number): CpuTime {
  const scaled = (ms: number) => Math.round(ms * factor * 10) / 10;
  return { main: scaled(main), other: scaled(other), backends: scaled(backends) };
}

export function showCpu(cpu: CpuTime | null): string {
  if (!cpu) return 'unknown';
  const { main, other, backends } = cpu;
  return `node ${main.toFixed(0)} + ${other.toFixed(0)} ms (main thread + others), PostgreSQL ${backends.toFixed(0)} ms`;
}

async function allThreadsMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  return sum(await Promise.all(threads.map((thread) => threadMs(pid, Number(thread)))));
}

/** The scheduler counts in nanoseconds; `stat` would count in hundredths of a second. */
async function threadMs(pid: number, thread: number): Promise<number | null> {
  try {
    const [nanoseconds] = (await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')).split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return null;
  }
}

function sum(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
