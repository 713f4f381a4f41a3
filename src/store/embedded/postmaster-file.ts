import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a server says of itself in its cluster. */
export interface PostmasterFile {
  readonly pid: number;
  readonly ready: boolean;
}

/** The file in which a server names its pid and, on line 8, its state. */
export function postmasterFile(cluster: string): string {
  return path.join(cluster, 'postmaster.pid');
}

/** Reads that file; null: there is none, so no server runs and the last one ended in order. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const content = await readFile(postmasterFile(cluster), 'utf8').catch(() => null);
  if (content === null) return null;
  const lines = content.split('\n');
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
}
