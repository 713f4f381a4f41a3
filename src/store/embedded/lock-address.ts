import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/**
 * The address of the socket that stands for the lock on a directory. Linux: an abstract one, which the kernel takes
 * away with the process that listens on it. Elsewhere: a file, which a killed process leaves behind.
 */
export function lockAddress(directory: string, platform: NodeJS.Platform = process.platform): string {
  const digest = createHash('sha256').update(directory).digest('hex');
  // 32 digits: a socket's path may have 103 bytes on macOS, and its temporary directory takes half of them.
  return platform === 'linux' ? `\0amend-${digest}` : path.join(os.tmpdir(), `amend-${digest.slice(0, 32)}.sock`);
}
