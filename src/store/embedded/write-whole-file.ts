import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Writes a private file so that, whenever the machine stops, either the old or the new content stands there. */
export async function writeWholeFile(file: string, content: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncDirectory(path.dirname(file));
}

/** Makes what was renamed into a directory stay there. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
