// Builds the console into console/dist: `npm run build`. With --if-needed (before `npm start` and `npm run demo`) only where it
// is missing or older than its sources, and then a failure stops nobody: the service runs without its page and says so.
// Plain JavaScript for Node 20, on nothing but Node, as bin/install.mjs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname));
const source = path.join(root, 'console');
const dist = path.join(source, 'dist');
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
/** In what was built: of which sources it was. Not served, because its name begins with a dot. */
const stampName = '.built-from';
/** What a build writes beside the sources is none of them. */
const made = /^(dist|\.dist-.*|generated)$/;
/** What a crashed build left behind is removed after this long. */
const leftoverMs = 3_600_000;
/** Files of these kinds are compressed once, here, so that nobody waits for it when he loads a page. */
const compressible = /\.(html|js|css|svg|json|webmanifest|txt|wasm)$/;
const compressedBytesMin = 512;

const ifNeeded = process.argv.includes('--if-needed');
try {
  await run();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  if (ifNeeded) say(`The service starts ${isBuilt() ? 'with the console that was built before' : 'without it'}.`);
  else process.exitCode = 1;
}

async function run() {
  const canBuild = existsSync(path.join(source, 'vite.config.ts')) && existsSync(vite);
  // Shipped as it was built, without sources or without what builds them: it is used as it is.
  if (ifNeeded && !canBuild && isBuilt()) return;
  if (!canBuild) throw new Error('The console cannot be built: its sources, or Vite, are not installed (`npm ci`).');
  const stamp = stampOfSources();
  if (ifNeeded && isBuilt() && read(path.join(dist, stampName)) === stamp) return;
  say('Building the console (the first time, or after a change) …');
  await build(stamp);
}

function isBuilt() {
  return existsSync(path.join(dist, 'index.html'));
}

/** Of what the sources hold, not of when they were written: a checkout writes all of them anew. */
function stampOfSources() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...filesBelow('console')]) {
    hash.update(`${file}\0`).update(
      createHash('sha256')
        .update(readFileSync(path.join(root, file)))
        .digest(),
    );
  }
  return `${hash.digest('hex')}\n`;
}

function filesBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !made.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(file) : [file];
    });
}

/** Beside what is there, which is exchanged for it when all of it is done: a page that is open never sees half of each. */
async function build(stamp) {
  const { mkdir, rm, writeFile } = await import('node:fs/promises');
  await removeLeftovers();
  const fresh = path.join(source, `.dist-${process.pid}-${Date.now()}`);
  try {
    await mkdir(fresh);
    await runVite(fresh);
    await compressFiles(fresh);
    await writeFile(path.join(fresh, stampName), stamp);
    await exchange(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function runVite(outDir) {
  const { spawn } = await import('node:child_process');
  const ownNode = path.join(root, 'node_modules', '.bin', 'node');
  const args = ['build', '--config', path.join(source, 'vite.config.ts'), '--outDir', outDir, '--logLevel', 'warn'];
  const node = existsSync(ownNode) ? ownNode : process.execPath;
  const child = spawn(node, [vite, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${said.trim()}\nThe console could not be built: see the reason above.`.trim()));
    });
  });
}

async function compressFiles(directory) {
  const { readdir, readFile, writeFile } = await import('node:fs/promises');
  const { promisify } = await import('node:util');
  const zlib = await import('node:zlib');
  const ways = [
    ['.br', promisify(zlib.brotliCompress)],
    ['.gz', (content) => promisify(zlib.gzip)(content, { level: 9 })],
  ];
  for (const name of await readdir(directory, { recursive: true })) {
    if (!compressible.test(name)) continue;
    const file = path.join(directory, name);
    const content = await readFile(file);
    if (content.length < compressedBytesMin) continue;
    for (const [suffix, compress] of ways) {
      const compressed = await compress(content);
      if (compressed.length < content.length) await writeFile(file + suffix, compressed);
    }
  }
}

/** Of two that end at the same moment each leaves a whole console, and the later one's stays. */
async function exchange(fresh) {
  const { rename, rm } = await import('node:fs/promises');
  const old = `${fresh}-old`;
  for (let tries = 1; ; tries += 1) {
    await rename(dist, old).catch((error) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
    try {
      await rename(fresh, dist);
      break;
    } catch (error) {
      if (tries === 10 || (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST')) {
        // Where another build's is there by now that one stays.
        await rename(old, dist).catch(() => undefined);
        throw error;
      }
      await rm(old, { recursive: true, force: true });
    }
  }
  await rm(old, { recursive: true, force: true });
}

async function removeLeftovers() {
  const { readdir, rm, stat } = await import('node:fs/promises');
  for (const name of await readdir(source)) {
    if (!name.startsWith('.dist-')) continue;
    const leftover = path.join(source, name);
    const changed = await stat(leftover).catch(() => null);
    if (changed !== null && Date.now() - changed.mtimeMs > leftoverMs)
      await rm(leftover, { recursive: true, force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
