import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Which test files may share a process, and how many do: more would leave a core without work in the end. */
interface Kind {
  readonly name: string;
  readonly filesMax: number;
  /** What a file of this kind does not do. */
  readonly never: readonly RegExp[];
}

/** Reaches beyond its process, or changes it for others. */
const reaches = [
  /from '[./]*\/(?:[\w-]+\/)*(?:service-process|test-servers|run-cli|run-program)\.ts'/,
  /from 'node:(?:child_process|worker_threads|cluster)'/,
  /process\.(?:env|on|once|exit|argv|chdir|memoryUsage|cpuUsage|kill)\b/,
  /\bmock\.(?:timers|module|method)\b/,
  /\b(?:NODE_ENV|--expose-gc|global(?:This)?\.gc)\b/,
];
/** Has a database, a server or files. */
const holds = [
  /from '[./]*\/(?:[\w-]+\/)*(?:postgres|service|temporary-directory|open-[\w-]+)\.ts'/,
  /from 'node:(?:net|http|fs(?:\/promises)?)'/,
  // Hooks of a whole file become hooks of its whole group: all would hold theirs at once.
  /^(?:before|after|beforeEach|afterEach)\(/m,
];
const kinds: readonly Kind[] = [{ name: 'computing', filesMax: 25, never: [...reaches, ...holds] }];

/**
 * Test files put together so that many share one process: half of a small one's time goes into starting one and loading
 * modules. CPU of the 23 files of `test/fields`: alone 16 s, together 4.6.
 * All others stay as they are: of files with services of their own, some did not end when they shared a process.
 */
export async function groupFiles(
  files: readonly string[],
  folder: string,
): Promise<{ groups: string[]; alone: string[] }> {
  const members = new Map<Kind, string[]>(kinds.map((kind) => [kind, []]));
  const alone: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const kind = kinds.find(({ never }) => !never.some((sign) => sign.test(text)));
    (kind === undefined ? alone : (members.get(kind) ?? alone)).push(file);
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const groups: string[] = [];
  for (const [{ name, filesMax }, found] of members) {
    for (let start = 0; start < found.length; start += filesMax) {
      const group = path.join(folder, `${name}-${groups.length + 1}.test.mjs`);
      const imports = found
        .slice(start, start + filesMax)
        .map((file) => `await import('${pathToFileURL(file).href}');\n`);
      await writeFile(group, imports.join(''));
      groups.push(group);
    }
  }
  return { groups, alone };
}
