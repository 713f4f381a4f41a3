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
];
const kinds: readonly Kind[] = [
  { name: 'computing', filesMax: 25, never: [...reaches, ...holds] },
  // Each has its own database, and up to a dozen connections to it.
  { name: 'serving', filesMax: 8, never: reaches },
];

/** In these, files that hold something may share a process; elsewhere they are few, or long, or break things on purpose. */
const served =
  /\/test\/(?:acceptance|access|doors|engine|files|http|regressions|spreadsheet|store|undo|uploads)\/(?!embedded)/;

/**
 * Test files put together so that many share one process: half of a small one's time goes into starting one and loading
 * modules. CPU of the 23 files of `test/fields` alone 16 s, together 4.6; of the 19 of `test/acceptance/company` 142 and 97.
 * Each is a suite there, and its hooks are that suite's. All others stay as they are.
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
    const isGrouped = kind !== undefined && (kind.name === 'computing' || served.test(file));
    (isGrouped ? (members.get(kind) ?? alone) : alone).push(file);
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const groups: string[] = [];
  for (const [{ name, filesMax }, found] of members) {
    for (let start = 0; start < found.length; start += filesMax) {
      const group = path.join(folder, `${name}-${groups.length + 1}.test.mjs`);
      const imports = found
        .slice(start, start + filesMax)
        .map((file) => `describe('${path.basename(file)}', () => import('${pathToFileURL(file).href}'));\n`);
      await writeFile(group, `import { describe } from 'node:test';\n${imports.join('')}`);
      groups.push(group);
    }
  }
  return { groups, alone };
}
