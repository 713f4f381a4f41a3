import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Paths of all files in a directory and below. Folder by folder: the service may take one away meanwhile, which Node's own recursion does not stand. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const below = entries.map(async (entry) => {
    const name = path.join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(name) : [name];
  });
  return (await Promise.all(below)).flat();
}
