import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertFileName } from './file-name.ts';
import type { StoredFiles } from './stored-files.ts';

/** Begun files lie here until they are whole; no name of ours begins with a dot. */
const begunFolder = '.begun';
/** A file that nothing was written to for this long belongs to a process that is dead. */
const abandonedMs = 3_600_000;

/**
 * Files in a directory. One is written under another name, brought to the disk, and renamed: whoever finds it finds it
 * whole. Several processes may share the directory.
 */
export function directoryStore(directory: string): StoredFiles {
  const pathOf = (name: string): string => {
    assertFileName(name);
    return join(directory, name);
  };
  return {
    async put(name, content) {
      const path = pathOf(name);
      const begun = join(directory, begunFolder, randomUUID());
      try {
        const bytes = await writeWhole(begun, content);
        await place(begun, path);
        return { bytes };
      } catch (error) {
        await rm(begun, { force: true });
        throw error;
      }
    },
    async local(name) {
      const path = pathOf(name);
      return (await sizeOf(path)) === null ? null : { path, [Symbol.asyncDispose]: async () => {} };
    },
    async read(name) {
      const path = pathOf(name);
      const bytes = await sizeOf(path);
      return bytes === null ? null : { bytes, content: contentOf(path) };
    },
    async delete(names) {
      for (const path of names.map(pathOf)) {
        await rm(path, { force: true });
        await removeEmptyFolders(dirname(path), directory);
      }
    },
    sweepLeftovers: () => sweep(join(directory, begunFolder)),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await using file = await open(path, 'wx', 0o600);
  let bytes = 0;
  for await (const chunk of content) {
    await writeAll(file, chunk);
    bytes += chunk.length;
  }
  await file.sync();
  return bytes;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, from);
    from += bytesWritten;
  }
}

/** Tries that a folder gets which another process, that found it empty, removes at the same moment. */
const placeTries = 20;

async function place(begun: string, path: string): Promise<void> {
  for (let tries = placeTries; ; tries -= 1) {
    try {
      // Making it fails in the same way, where the folder above is removed meanwhile.
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(begun, path);
      break;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || tries <= 1) throw error;
    }
  }
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r');
  yield* file.createReadStream({ highWaterMark: readBytes, autoClose: false });
}

const readBytes = 256 * 1024;

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function removeEmptyFolders(folder: string, top: string): Promise<void> {
  for (let current = folder; current !== top; current = dirname(current)) {
    try {
      await rmdir(current);
    } catch (error) {
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
      throw error;
    }
  }
}

async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
