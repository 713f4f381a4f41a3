import { readdir } from 'node:fs/promises';
import path from 'node:path';

const notOurs = new Set(['node_modules', '.git', 'data', 'coverage', 'results', 'artifacts', 'dist', 'generated']);

/** Every file of the repository, by its path in it; what is installed, made or kept apart is left out. */
export async function repositoryFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: false });
  const below = entries.map(async (entry) => {
    if (notOurs.has(entry.name) || entry.name.endsWith('.log')) return [];
    if (!entry.isDirectory()) return [entry.name];
    const files = await repositoryFiles(path.join(root, entry.name));
    return files.map((file) => `${entry.name}/${file}`);
  });
  return (await Promise.all(below)).flat();
}

/** What a document links to in the repository: `target` is a path in it, `anchor` a heading there. */
export interface Link {
  readonly text: string;
  readonly target: string;
  readonly anchor: string | null;
}

/** The relative links of a Markdown document; those in code are text. */
export function relativeLinks(document: string, markdown: string): Link[] {
  const prose = markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
    .map(([, text = '']) => text)
    .filter((text) => !/^[a-z][a-z0-9+.-]*:/i.test(text))
    .map((text) => {
      const [file = '', anchor] = text.split('#');
      const target = file === '' ? document : path.posix.join(path.posix.dirname(document), decodeURIComponent(file));
      return { text, target: target.replace(/\/$/, ''), anchor: anchor ?? null };
    });
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchors(markdown: string): string[] {
  const prose = markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...prose.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** Folders in which one person's or one machine's files lie. */
const personal = ['work', 'root', 'home', 'Users'];
const personalPath = new RegExp(`(?<![\\w.~}$*-])/(${personal.join('|')})/[\\w.]`, 'g');

/** Paths in a text that exist on somebody's own machine only. */
export function personalPaths(text: string): string[] {
  return [...text.matchAll(personalPath)].map(([found]) => found);
}
