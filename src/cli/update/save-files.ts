import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CommandError } from '../command-error.ts';
import { reasonOf } from '../describe-failure.ts';
import type { ServiceClient } from './service-client.ts';
import type { FileAnswer } from './wire.ts';

export interface SavedFile {
  readonly kind: string;
  readonly path: string;
}

/** Saves the result files of a batch in a directory. A file that is there already is left alone: the new one gets a number. */
export async function saveFiles(
  service: ServiceClient,
  files: readonly FileAnswer[],
  directory: string,
): Promise<SavedFile[]> {
  const saved: SavedFile[] = [];
  for (const { kind, name, url } of files) {
    const content = await service.open(url);
    saved.push({ kind, path: await saveAs(join(directory, plainName(name)), content) });
  }
  return saved;
}

/** Makes the directory before anything is sent, so that it does not fail when all is applied. */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new CommandError(`${directory} cannot be made: ${reasonOf(cause)}.`, { cause });
  }
}

async function saveAs(wanted: string, content: ReadableStream<Uint8Array>): Promise<string> {
  const { path, file } = await createFile(wanted);
  try {
    for await (const chunk of content) await file.writeFile(chunk);
    await file.close();
    return path;
  } catch (error) {
    await file.close().catch(() => undefined);
    // Half a file would look like all of it.
    await rm(path, { force: true });
    throw error;
  }
}

/** `june failed.xlsx`, or, where there is one, `june failed (2).xlsx`. */
async function createFile(wanted: string): Promise<{ path: string; file: FileHandle }> {
  const extension = extname(wanted);
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : `${wanted.slice(0, -extension.length || undefined)} (${number})${extension}`;
    try {
      return { path, file: await open(path, 'wx') };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new CommandError(`${path} cannot be written: ${reasonOf(cause)}.`, { cause });
    }
  }
}

/** A name and nothing else, whatever the service says. */
function plainName(name: string): string {
  const plain = basename(name.replaceAll(/[\p{Cc}\\]/gu, '_'));
  return plain === '' || plain === '.' || plain === '..' ? 'result' : plain;
}
