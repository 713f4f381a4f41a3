import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Test files of one process; more of them would leave a core without work in the end. */
const filesOfGroupMax = 25;
/** Fewer are not worth it. */
const filesOfGroupMin = 4;

/** What reaches beyond its process, or changes it for others. Such a file has a process of its own. */
const reaches = [
  /from '[./]*\/(?:[\w-]+\/)*(?:postgres|service|service-process|temporary-directory|open-[\w-]+|test-servers)\.ts'/,
  /from 'node:(?:child_process|worker_threads|net|http|cluster|fs(?:\/promises)?)'/,
  /process\.(?:env|on|once|exit|argv|chdir)\b/,
  /\bmock\.(?:timers|module|method)\b/,
  // Hooks of a whole file would become hooks of its whole group.
  /^(?:before|after|beforeEach|afterEach)\(/m,
];

/**
 * Test files that only compute, put together so that many share one process: half of such a file's time goes into starting
 * one and loading modules (the 23 files of `test/fields`: 16 s of CPU alone, 4.6 s together). All others stay as they are.
 */
export async function groupFiles(files: readonly string[], folder: string): Promise<string[]> {
  const computing: string[] = [];
  const others: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    (reaches.some((sign) => sign.test(text)) ? others : computing).push(file);
  }
  if (computing.length < filesOfGroupMin) return [...files];
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const groups: string[] = [];
  for (let start = 0; start < computing.length; start += filesOfGroupMax) {
    const group = path.join(folder, `group-${groups.length + 1}.test.mjs`);
    const members = computing.slice(start, start + filesOfGroupMax);
    await writeFile(group, members.map((file) => `await import('${pathToFileURL(file).href}');\n`).join(''));
    groups.push(group);
  }
  return [...others, ...groups];
}
