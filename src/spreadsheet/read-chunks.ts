import type { FileHandle } from 'node:fs/promises';

/** The bytes of a file in chunks. All share one buffer: a chunk holds until the next is asked for. */
export async function* readChunks(
  file: FileHandle,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal },
): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  for (let at = from; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const chunkBytes = 262_144;
