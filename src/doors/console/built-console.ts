import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ContentEncoding, SiteFile } from '../../http/site.ts';

/** A console as it was built, whole in memory: a megabyte or two, and no path of a request ever reaches the disk. */
export interface BuiltConsole {
  readonly page: SiteFile;
  /** By path: `/assets/index-4f5a.js`. */
  readonly files: ReadonlyMap<string, SiteFile>;
  /** Of the page, by which a console that was built anew is known. */
  readonly builtAt: number;
}

/** What is in the directory; `known` where that is still it, null where no console was built. */
export async function readBuiltConsole(directory: string, known: BuiltConsole | null): Promise<BuiltConsole | null> {
  try {
    const { mtimeMs: builtAt } = await stat(path.join(directory, pageName));
    if (known?.builtAt === builtAt) return known;
    const files = await readFiles(directory);
    const page = files.get(`/${pageName}`);
    return page === undefined ? null : { page, files, builtAt };
  } catch (error) {
    // Not built, or being exchanged at this very moment.
    if (isMissing(error)) return known;
    throw error;
  }
}

const pageName = 'index.html';
const compressed: readonly (readonly [suffix: string, encoding: ContentEncoding])[] = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
];

async function readFiles(directory: string): Promise<Map<string, SiteFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const contents = new Map<string, Buffer>();
  for (const entry of entries) {
    // What begins with a dot is not for the browser: the stamp of the build.
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = path.join(entry.parentPath, entry.name);
    contents.set(`/${path.relative(directory, file).split(path.sep).join('/')}`, await readFile(file));
  }
  const files = new Map<string, SiteFile>();
  for (const [name, content] of contents) {
    const mediaType = mediaTypes.get(path.extname(name));
    if (mediaType !== undefined)
      files.set(name, { mediaType, etag: etagOf(content), bodies: bodiesOf(name, contents) });
  }
  return files;
}

function bodiesOf(name: string, contents: ReadonlyMap<string, Buffer>): Map<ContentEncoding, Buffer> {
  const bodies = new Map<ContentEncoding, Buffer>();
  for (const [suffix, encoding] of compressed) {
    const body = contents.get(name + suffix);
    if (body !== undefined) bodies.set(encoding, body);
  }
  const plain = contents.get(name);
  if (plain !== undefined) bodies.set('identity', plain);
  return bodies;
}

function etagOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

/** What a build may hold. A file of any other kind is not served: a browser would have to guess. */
const mediaTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
