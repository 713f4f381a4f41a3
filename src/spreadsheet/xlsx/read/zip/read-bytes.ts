import type { FileHandle } from 'node:fs/promises';
import { cutOff } from '../refusals.ts';

/** Exactly so many bytes of a file. */
export async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw cutOff();
    filled += bytesRead;
  }
  return bytes;
}
