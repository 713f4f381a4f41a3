import { readFile, writeFile } from 'node:fs/promises';

/** A process's memory that is in RAM, in MB (10^6 bytes); null where the system does not tell (no Linux). */
export async function residentMb(pid: number): Promise<{ now: number; peak: number } | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
  } catch {
    return null;
  }
}

/** Begins a new peak; where that is not allowed the old one stands, which can only look worse. */
export async function resetPeak(pid: number): Promise<void> {
  const resetPeakResident = '5';
  await writeFile(`/proc/${pid}/clear_refs`, resetPeakResident).catch(() => undefined);
}

function megabytes(status: string, name: string): number {
  const kibibytes = Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return (kibibytes * 1024) / 1e6;
}
