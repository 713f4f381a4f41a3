import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const logBytesMax = 8 * 2 ** 20;

/** Opens the server's log to append to it; a long one is put aside first (one is kept). */
export async function openServerLog(file: string): Promise<FileHandle> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logBytesMax) await rename(file, `${file}.1`);
  return open(file, 'a+', 0o600);
}

/** Why the server ended, in its own words: its last fatal line since `from`, or whatever it wrote last. */
export async function lastWords(log: FileHandle, from: number): Promise<string> {
  const { size } = await log.stat();
  const { buffer, bytesRead } = await log.read({
    buffer: Buffer.alloc(Math.min(size - from, 16_384)),
    position: Math.max(from, size - 16_384),
  });
  const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line));
  return (fatal ?? lines.at(-1) ?? '').replace(/^.*?(?:FATAL|PANIC):\s*/, '') || 'no word in its log';
}
